/** Reads the score that stands in the page and draws it. */
import { createRoot } from 'react-dom/client';
import { Lit } from '../parts/lit.tsx';
import '../style/base.css';
import '../style/parts.css';
import '../style/tables.css';
import '../style/sections.css';
import '../style/drill.css';
import '../style/print.css';
import { DrillApp } from './app.tsx';
import { parseScore, ScoreError } from './score.ts';

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new TypeError(`the page has no #${id}`);
  return found;
}

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

const root = createRoot(element('drill'), {
  onUncaughtError: (error) => {
    // React has taken the tree down by then; the same root takes another.
    queueMicrotask(() => root.render(<Failure error={error} />));
  },
});

try {
  root.render(<DrillApp view={parseScore(element('letterlock-drill').textContent ?? '')} />);
} catch (error) {
  root.render(<Failure error={error} />);
}
