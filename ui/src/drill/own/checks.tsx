/** Checks that could not run on these logs, by what they need. */
import type { ReactNode } from 'react';
import type { OwnView } from '../../../../src/drill/view.ts';
import { Lit } from '../../parts/lit.tsx';
import { Section } from '../../parts/section.tsx';

const INTRO =
  'A check whose logs are not here says nothing: neither that something is wrong nor that nothing is. So it was for the whole drill, and so it is when you investigate these logs.';

export function ChecksSection({ view }: { readonly view: OwnView }): ReactNode {
  const { notRun } = view.score;
  return (
    <Section id="checks" title="Checks that could not run" intro={INTRO}>
      {notRun.length === 0 ? (
        <p className="empty">None: every check for such logs could run.</p>
      ) : (
        <div className="table-wrap">
          <table className="plain-table noise-table">
            <thead>
              <tr>
                <th scope="col">What they need</th>
                <th scope="col">Checks</th>
              </tr>
            </thead>
            <tbody>
              {notRun.map(({ missing, checks }) => (
                <tr key={missing}>
                  <th scope="row">
                    <Lit text={missing} />
                  </th>
                  <td>
                    <ul>
                      {checks.map((id) => (
                        <li key={id}>
                          <Lit text={view.checks[id] ?? id} />
                          <br />
                          <code className="quiet">
                            <Lit text={id} />
                          </code>
                        </li>
                      ))}
                    </ul>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Section>
  );
}
