/** What to collect before it is gone, soonest first. */
import type { ReactNode } from 'react';
import type { CollectNext } from '../../../src/report/model.ts';
import type { Case } from '../lib/case.ts';
import { distance } from '../lib/format.ts';
import { LOG_KIND } from '../lib/words.ts';
import { Lit } from '../parts/lit.tsx';
import { When } from '../parts/time.tsx';

function Expiry({ at, written }: { readonly at: string | null; readonly written: string }): ReactNode {
  if (at === null) return <p className="expiry">No expiry known</p>;
  const gone = Date.parse(at) < Date.parse(written);
  return (
    <p className={gone ? 'expiry is-gone' : 'expiry'}>
      <span className="expiry-label">{gone ? 'Began to expire' : 'Expires'}</span> <When at={at} />
      <span className="expiry-distance">{distance(Date.parse(written), Date.parse(at))} this report was written</span>
    </p>
  );
}

function Entry({ data, entry }: { readonly data: Case; readonly entry: CollectNext }): ReactNode {
  return (
    <li className="collect-entry">
      <Expiry at={entry.expiresAt} written={data.view.generatedAt} />
      <div>
        <h3>{LOG_KIND[entry.log]}</h3>
        <p>
          <Lit text={entry.why} />
        </p>
        <p className="how">
          <span className="how-label">How</span> <Lit text={entry.how} />
        </p>
        {entry.unblocks.length === 0 ? null : (
          <p className="unblocks">
            Unblocks:{' '}
            {entry.unblocks.map((id, index) => (
              <span key={id}>
                {index === 0 ? '' : '; '}
                <Lit text={data.checkTitle.get(id) ?? id} />
              </span>
            ))}
          </p>
        )}
      </div>
    </li>
  );
}

export function CollectNextSection({ data }: { readonly data: Case }): ReactNode {
  const entries = data.view.summary.collectNext;
  return (
    <section id="collect" className="section collect" aria-labelledby="collect-title">
      <h2 id="collect-title">Collect next, before it expires</h2>
      {entries.length === 0 ? (
        <p className="empty">No log is missing that would unblock a check.</p>
      ) : (
        <ol className="collect-list">
          {entries.map((entry) => (
            <Entry key={entry.log} data={data} entry={entry} />
          ))}
        </ol>
      )}
    </section>
  );
}
