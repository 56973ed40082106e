/** The page of a drill: the result, intrusion by intrusion, what was missed, what was wrongly found, how it was measured. */
import type { ReactNode } from 'react';
import type { DrillView } from '../../../src/drill/view.ts';
import { DrillFrame } from './frame.tsx';
import { IdeasSection } from './ideas.tsx';
import { IntrusionsSection } from './intrusions.tsx';
import { MethodSection } from './method.tsx';
import { MissedSection } from './missed.tsx';
import { NoiseSection } from './noise.tsx';
import { ResultSection } from './result.tsx';
import { totalsOf } from './score.ts';

export function DrillApp({ view }: { readonly view: DrillView }): ReactNode {
  const { score, program } = view;
  const any = totalsOf(score).intrusions > 0;
  return (
    <DrillFrame
      note="Drill on simulated organisations"
      contents={contentsOf(any)}
      program={program}
      data="letterlock drill --json"
    >
      <ResultSection score={score} />
      {any ? <IntrusionsSection view={view} /> : null}
      {any ? <MissedSection score={score} /> : null}
      <NoiseSection view={view} />
      <IdeasSection view={view} />
      <MethodSection view={view} />
    </DrillFrame>
  );
}

function contentsOf(any: boolean): readonly (readonly [string, string])[] {
  return [
    ['result', 'Result'],
    ...(any
      ? ([
          ['intrusions', 'Intrusions'],
          ['missed', 'What was missed'],
        ] as const)
      : []),
    ['noise', 'Wrongly found'],
    ['ideas', 'Other ideas'],
    ['method', 'How it was measured'],
  ];
}
