/** What ties accesses and findings to one intruder, each tie with its ground; cut ones stay listed. */
import { type ReactNode, useState } from 'react';
import type { Incident } from '../../../src/report/model.ts';
import type { Case } from '../lib/case.ts';
import { LINK } from '../lib/words.ts';
import { Id } from '../parts/id.tsx';
import { Lit } from '../parts/lit.tsx';
import { MoreButton } from '../parts/more.tsx';
import { usePrinting } from '../parts/printing.ts';
import { When } from '../parts/time.tsx';

/** Ties shown before the rest is asked for. */
const FIRST_SHOWN = 12;
/** Ties that go on paper. */
const PRINTED = 500;

export function Links({ data, incident }: { readonly data: Case; readonly incident: Incident }): ReactNode {
  const [all, setAll] = useState(false);
  const printing = usePrinting();
  const shown = all ? incident.links : incident.links.slice(0, printing ? PRINTED : FIRST_SHOWN);
  return (
    <div className="table-wrap">
      <table className="plain-table links">
        <thead>
          <tr>
            <th scope="col">Tie</th>
            <th scope="col">Value</th>
            <th scope="col">Ground</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((link) => (
            <tr key={`${link.kind}:${link.value}`} className={link.decision?.state === 'benign' ? 'is-cut' : undefined}>
              <th scope="row">{LINK[link.kind]}</th>
              <td>
                {link.kind === 'application' && data.application.get(link.value)?.name != null ? (
                  <>
                    <Lit text={data.application.get(link.value)?.name ?? ''} />
                    <br />
                  </>
                ) : null}
                <Id value={link.value} what={`the ${link.kind}`} />
              </td>
              <td>
                <Lit text={link.ground} />
                {link.decision === null ? null : (
                  <p className="cut-note">
                    {link.decision.state === 'benign' ? 'Cut' : link.decision.state} by <Lit text={link.decision.by} />,{' '}
                    <When at={link.decision.at} />: <Lit text={link.decision.why} />
                  </p>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {incident.links.length > shown.length ? (
        <p className="more">
          <MoreButton more={incident.links.length - shown.length} onShow={() => setAll(true)} />
        </p>
      ) : null}
    </div>
  );
}
