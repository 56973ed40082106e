/** Reads the case that stands in the page and draws it. */
import { App } from './app.tsx';
import { CaseError, parseCase } from './lib/case.ts';
import { mount } from './lib/mount.tsx';
import { Lit } from './parts/lit.tsx';
import './style/base.css';
import './style/parts.css';
import './style/tables.css';
import './style/sections.css';
import './style/figures.css';
import './style/print.css';

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

mount({
  root: 'report',
  data: 'letterlock-case',
  draw: (text) => <App data={parseCase(text)} />,
  failure: (error) => <Failure error={error} />,
});
