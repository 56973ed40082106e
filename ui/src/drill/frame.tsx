/** What stands around the sections of both drill pages: the banner, the contents, who wrote it and what it loads. */
import type { ReactNode } from 'react';
import type { DrillView } from '../../../src/drill/view.ts';
import { Lit } from '../parts/lit.tsx';

interface DrillFrameProps {
  readonly note: string;
  /** Id and name of each section, in their order. */
  readonly contents: readonly (readonly [id: string, name: string])[];
  readonly program: DrillView['program'];
  /** The command that gives the same as data. */
  readonly data: string;
  readonly children: ReactNode;
}

export function DrillFrame({ note, contents, program, data, children }: DrillFrameProps): ReactNode {
  return (
    <>
      <a className="skip" href="#result">
        Skip to the result
      </a>
      <header className="banner">
        <p className="brand">Letterlock</p>
        <p className="brand-note">{note}</p>
      </header>
      <div className="page">
        <nav className="contents" aria-label="Contents">
          <ol>
            {contents.map(([id, name]) => (
              <li key={id}>
                <a href={`#${id}`}>{name}</a>
              </li>
            ))}
          </ol>
        </nav>
        <main>{children}</main>
      </div>
      <footer className="colophon">
        <p>
          Written by <Lit text={program.name} /> <Lit text={program.version} />. This page loads nothing and sends
          nothing; all of it stands in this file. The same as data: <code>{data}</code>.
        </p>
      </footer>
    </>
  );
}
