/** Reads the case that stands in the page and draws it. */
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { CaseError, parseCase } from './lib/case.ts';
import { Lit } from './parts/lit.tsx';
import './style/base.css';
import './style/parts.css';
import './style/tables.css';
import './style/sections.css';
import './style/figures.css';
import './style/print.css';

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new TypeError(`the page has no #${id}`);
  return found;
}

/** A report that cannot be drawn says so, and where the same facts stand. */
function Failure({ error }: { readonly error: unknown }) {
  const said = error instanceof CaseError ? error.message : `The report could not be drawn: ${String(error)}.`;
  return (
    <main className="failure">
      <h1>No report</h1>
      <p>
        <Lit text={said} />
      </p>
      <p>
        The files beside this page (summary.json, findings.json, exposure.json, coverage.json, sources.json) hold the
        facts.
      </p>
    </main>
  );
}

const root = createRoot(element('report'), {
  onUncaughtError: (error) => {
    // React has taken the tree down by then; the same root takes another.
    queueMicrotask(() => root.render(<Failure error={error} />));
  },
});

try {
  root.render(<App data={parseCase(element('letterlock-case').textContent ?? '')} />);
} catch (error) {
  root.render(<Failure error={error} />);
}
