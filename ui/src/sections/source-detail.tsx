/** One source in full: hash, custody, what was refused and where, why it may be incomplete. */
import type { ReactNode } from 'react';
import type { LogKind, SourceEntry } from '../../../src/report/model.ts';
import { sourceName } from '../lib/case.ts';
import { bytes, count, plural } from '../lib/format.ts';
import { LOG_KIND } from '../lib/words.ts';
import { Id } from '../parts/id.tsx';
import { Lit, Stated } from '../parts/lit.tsx';
import { Facts } from '../parts/section.tsx';
import { Period, When } from '../parts/time.tsx';

/** Rejects listed; `sources.json` has them all. */
const REJECTS_SHOWN = 200;

export function SourceDetail({ source }: { readonly source: SourceEntry }): ReactNode {
  return (
    <div className="detail" aria-live="polite">
      <h3>
        <Lit text={sourceName(source)} />
      </h3>
      <Facts
        rows={[
          ['SHA-256', <Id key="hash" value={source.sha256} what="the hash" />],
          ['Size', `${count(source.bytes)} bytes (${bytes(source.bytes)})`],
          [
            'Taken for',
            source.lookedLike === null ? (
              <Lit key="format" text={source.format} />
            ) : (
              <LookedLike key="format" source={source} />
            ),
          ],
          ['Holds', <Kinds key="kinds" source={source} />],
          ['Events', <Period key="events" from={source.firstAt} to={source.lastAt} />],
          ['Collected', <Custody key="custody" source={source} />],
          ['Query', <Stated key="query" text={source.query} />],
          ...(source.conflicts === 0
            ? []
            : [
                [
                  'Conflicts',
                  `${plural(source.conflicts, 'field')} that differ between two versions of a record`,
                ] as const,
              ]),
        ]}
      />
      {source.identifiersDamaged ? (
        <p className="warning">Its token identifiers have lost their capitals: they cannot be compared.</p>
      ) : null}
      <Truncation source={source} />
      <Rejects source={source} />
      <FieldIssues source={source} />
    </div>
  );
}

function LookedLike({ source }: { readonly source: SourceEntry }): ReactNode {
  return (
    <>
      not recognised; it looks like <Lit text={source.lookedLike ?? ''} />
    </>
  );
}

function Kinds({ source }: { readonly source: SourceEntry }): ReactNode {
  const kinds = Object.entries(source.kinds) as [LogKind, number][];
  if (kinds.length === 0) return <span className="unstated">no records of a known log</span>;
  return <>{kinds.map(([kind, records]) => `${LOG_KIND[kind]}: ${count(records)}`).join('; ')}</>;
}

function Custody({ source }: { readonly source: SourceEntry }): ReactNode {
  return (
    <>
      by <Stated text={source.collectedBy} />, at <When at={source.collectedAt} />, with <Stated text={source.tool} />,
      received from <Stated text={source.receivedFrom} />
    </>
  );
}

function Truncation({ source }: { readonly source: SourceEntry }): ReactNode {
  if (source.suspectTruncated.length === 0) return null;
  return (
    <>
      <h4>Why it may be incomplete</h4>
      <ul>
        {source.suspectTruncated.map((entry) => (
          <li key={entry.code}>
            <strong>{entry.proven ? 'Proven' : 'Suspected'}</strong> (<code>{entry.code}</code>):{' '}
            <Lit text={entry.detail} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Rejects({ source }: { readonly source: SourceEntry }): ReactNode {
  if (source.rejects.length === 0) return null;
  const shown = source.rejects.slice(0, REJECTS_SHOWN);
  return (
    <>
      <h4>Rejected records</h4>
      <div className="table-wrap">
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">Place</th>
              <th scope="col">Reason</th>
              <th scope="col">Code</th>
              <th scope="col" className="numeric">
                Records
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((reject) => (
              <tr key={`${reject.place} ${reject.code}`}>
                <th scope="row">
                  <Lit text={reject.place} />
                </th>
                <td>
                  <Lit text={reject.message} />
                </td>
                <td>
                  <code>{reject.code}</code>
                </td>
                <td className="numeric">{count(reject.records)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {source.rejects.length > shown.length ? (
        <p className="note">
          The first {count(shown.length)} of {plural(source.rejects.length, 'reject')}; sources.json has them all.
        </p>
      ) : null}
    </>
  );
}

function FieldIssues({ source }: { readonly source: SourceEntry }): ReactNode {
  if (source.fieldIssues.length === 0) return null;
  return (
    <>
      <h4>Fields that did not convert</h4>
      <ul>
        {source.fieldIssues.map((issue) => (
          <li key={`${issue.family}.${issue.field}.${issue.issue}`}>
            <code>
              <Lit text={issue.field} />
            </code>{' '}
            (<Lit text={issue.family} />
            ): {issue.issue === 'not-convertible' ? 'text that does not convert' : 'another shape'}, in{' '}
            {plural(issue.records, 'record')}
          </li>
        ))}
      </ul>
    </>
  );
}
