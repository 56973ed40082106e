/** Which detections ran, which did not and why; and what became of the tokens. */
import type { ReactNode } from 'react';
import { TOKEN_REASONS, type TokenReason } from '../../../src/facts/vocabulary.ts';
import type { Check, LogShare, ReportView, TokenReconciliation } from '../../../src/report/model.ts';
import { count, percent, plural } from '../lib/format.ts';
import { LOG_KIND } from '../lib/words.ts';
import { Disclosure } from '../parts/disclosure.tsx';
import { Lit } from '../parts/lit.tsx';
import { Figures, Section } from '../parts/section.tsx';
import { When } from '../parts/time.tsx';

const INTRO =
  'What was looked for. A check that did not run says nothing: neither that something is there nor that it is not.';

export function ChecksSection({ view }: { readonly view: ReportView }): ReactNode {
  const notRun = view.checks.filter((check) => !check.ran);
  const ran = view.checks.filter((check) => check.ran);
  return (
    <Section id="checks" title="Checks" intro={INTRO}>
      <h3>Not run ({count(notRun.length)})</h3>
      {notRun.length === 0 ? <p className="empty">Every check ran.</p> : <CheckTable checks={notRun} />}
      <h3>Run ({count(ran.length)})</h3>
      {ran.length === 0 ? <p className="empty">No check ran.</p> : <CheckTable checks={ran} />}
      <h3>Tokens</h3>
      <Tokens tokens={view.summary.tokenReconciliation} />
    </Section>
  );
}

function CheckTable({ checks }: { readonly checks: readonly Check[] }): ReactNode {
  const ran = checks[0]?.ran === true;
  return (
    <div className="table-wrap">
      <table className="plain-table checks">
        <thead>
          <tr>
            <th scope="col">Check</th>
            {ran ? (
              <>
                <th scope="col" className="numeric">
                  Findings
                </th>
                <th scope="col" className="numeric">
                  Rows looked at
                </th>
              </>
            ) : (
              <th scope="col">Why it did not run</th>
            )}
            <th scope="col">Its logs were there for</th>
          </tr>
        </thead>
        <tbody>
          {checks.map((check) => (
            <tr key={check.detection}>
              <th scope="row">
                <Lit text={check.title} />
                <br />
                <code className="quiet">
                  <Lit text={check.detection} />
                </code>
                {check.blindSpots.length === 0 ? null : (
                  <Disclosure summary="What it cannot see">
                    <ul>
                      {check.blindSpots.map((spot) => (
                        <li key={spot}>
                          <Lit text={spot} />
                        </li>
                      ))}
                    </ul>
                  </Disclosure>
                )}
              </th>
              {ran ? (
                <>
                  <td className="numeric">{count(check.findings)}</td>
                  <td className="numeric">{check.lookedAt === null ? '' : count(check.lookedAt)}</td>
                </>
              ) : (
                <td>
                  <Lit text={check.reason ?? ''} />
                </td>
              )}
              <td>{sharesInWords(check.observed)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** "Mailbox audit 97%, sign-ins 44%": no finding means nothing beyond that. */
function sharesInWords(shares: readonly LogShare[]): string {
  return shares.map(({ logKind, observed }) => `${LOG_KIND[logKind]} ${percent(observed)}`).join(', ');
}

function Tokens({ tokens }: { readonly tokens: TokenReconciliation }): ReactNode {
  return (
    <>
      <p className="intro">
        Every token that touched a mailbox is looked for among the tokens that were issued:{' '}
        {plural(tokens.tokens, 'token')}.
      </p>
      <Figures
        items={[
          { label: 'Issued', value: count(tokens.issued), note: 'found in a ledger' },
          { label: 'No issuance record', value: count(tokens.noIssuanceRecord), note: 'where one should be' },
          { label: 'Contradictory', value: count(tokens.contradictory) },
          { label: 'Sign-in not completed', value: count(tokens.seenNotCompleted) },
          { label: 'Pending', value: count(tokens.pending), note: 'records may still arrive' },
          { label: 'Not evaluable', value: count(tokens.notEvaluable), note: 'no identifier, or no ledger there' },
        ]}
      />
      {tokens.reasons.length === 0 ? null : (
        <ul>
          {tokens.reasons.map(({ outcome, reason, tokens: number }) => (
            <li key={`${outcome} ${reason}`}>
              {outcome === 'contradictory' ? 'Contradictory' : 'Not evaluable'}: {plural(number, 'token')};{' '}
              {TOKEN_REASONS[reason as TokenReason] ?? reason}.
            </li>
          ))}
        </ul>
      )}
      {tokens.ledgers.length === 0 ? (
        <p className="empty">No ledger of issued tokens is here: no sign-ins of any kind.</p>
      ) : (
        <div className="table-wrap">
          <table className="plain-table">
            <thead>
              <tr>
                <th scope="col">Ledger</th>
                <th scope="col">From</th>
                <th scope="col">To</th>
                <th scope="col" className="numeric">
                  Rows
                </th>
                <th scope="col" className="numeric">
                  With token id
                </th>
                <th scope="col" className="numeric">
                  With session
                </th>
              </tr>
            </thead>
            <tbody>
              {tokens.ledgers.map((ledger) => (
                <tr key={ledger.kind}>
                  <th scope="row">{LOG_KIND[ledger.kind]}</th>
                  <td>
                    <When at={ledger.from} />
                  </td>
                  <td>
                    <When at={ledger.to} />
                  </td>
                  <td className="numeric">{count(ledger.rows)}</td>
                  <td className="numeric">{count(ledger.withTokenId)}</td>
                  <td className="numeric">{count(ledger.withSession)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
