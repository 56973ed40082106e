/** Reads the score that stands in the page and draws it. */
import { mount } from '../lib/mount.tsx';
import { Lit } from '../parts/lit.tsx';
import '../style/base.css';
import '../style/parts.css';
import '../style/tables.css';
import '../style/sections.css';
import '../style/drill.css';
import '../style/print.css';
import { DrillApp } from './app.tsx';
import { OwnApp } from './own/app.tsx';
import { parseScore, ScoreError } from './score.ts';

/** A score that cannot be drawn says so. */
function Failure({ error }: { readonly error: unknown }) {
  const said = error instanceof ScoreError ? error.message : `The page could not be drawn: ${String(error)}.`;
  return (
    <main className="failure">
      <h1>No score</h1>
      <p>
        <Lit text={said} />
      </p>
      <p>The same figures come from letterlock drill --json.</p>
    </main>
  );
}

mount({
  root: 'drill',
  data: 'letterlock-drill',
  draw: (text) => {
    const view = parseScore(text);
    return view.kind === 'own' ? <OwnApp view={view} /> : <DrillApp view={view} />;
  },
  failure: (error) => <Failure error={error} />,
});
