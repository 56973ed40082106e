/** The page of a drill: the result, intrusion by intrusion, what was missed, what was wrongly found, how it was measured. */
import type { ReactNode } from 'react';
import type { DrillView } from '../../../src/drill/view.ts';
import { Lit } from '../parts/lit.tsx';
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
    <>
      <a className="skip" href="#result">
        Skip to the result
      </a>
      <header className="banner">
        <p className="brand">Letterlock</p>
        <p className="brand-note">Drill on simulated organisations</p>
      </header>
      <div className="page">
        <Contents any={any} />
        <main>
          <ResultSection score={score} />
          {any ? <IntrusionsSection view={view} /> : null}
          {any ? <MissedSection score={score} /> : null}
          <NoiseSection view={view} />
          <IdeasSection view={view} />
          <MethodSection view={view} />
        </main>
      </div>
      <footer className="colophon">
        <p>
          Written by <Lit text={program.name} /> <Lit text={program.version} />. This page loads nothing and sends
          nothing; all of it stands in this file. The same as data: <code>letterlock drill --json</code>.
        </p>
      </footer>
    </>
  );
}

function Contents({ any }: { readonly any: boolean }): ReactNode {
  const items: readonly (readonly [string, string])[] = [
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
  return (
    <nav className="contents" aria-label="Contents">
      <ol>
        {items.map(([id, name]) => (
          <li key={id}>
            <a href={`#${id}`}>{name}</a>
          </li>
        ))}
      </ol>
    </nav>
  );
}
