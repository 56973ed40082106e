/** Small marks: severity, decision. The word carries the meaning, colour only supports it. */
import type { ReactNode } from 'react';
import type { Decision, Severity } from '../../../src/report/model.ts';
import { DECISION, SEVERITY } from '../lib/words.ts';
import { Lit } from './lit.tsx';
import { When } from './time.tsx';

export function SeverityBadge({ severity }: { readonly severity: Severity }): ReactNode {
  return <span className={`badge severity-${severity}`}>{SEVERITY[severity]}</span>;
}

/** A person's judgement with its reason, or how to give one. */
export function DecisionNote({ decision, id }: { readonly decision: Decision | null; readonly id: string }): ReactNode {
  if (decision === null) {
    return (
      <p className="decision">
        <span className="decision-label">Not yet judged by a person.</span>{' '}
        <code>
          letterlock decide <Lit text={id} /> confirmed|benign|unsure --why TEXT
        </code>
      </p>
    );
  }
  return (
    <p className="decision">
      <span className="decision-label">{DECISION[decision.state]}</span>, says <Lit text={decision.by} /> (
      <When at={decision.at} />
      ): <Lit text={decision.why} />
    </p>
  );
}
