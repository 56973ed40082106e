/** How intrusions ended, as one bar with its words. */
import type { ReactNode } from 'react';
import { count } from '../lib/format.ts';

interface Step {
  readonly number: number;
  /** After the number. */
  readonly counted: string;
  readonly meaning: string;
  /** Class of its colour. */
  readonly colour: string;
}

export function Ladder({ steps }: { readonly steps: readonly Step[] }): ReactNode {
  const there = steps.filter(({ number }) => number > 0);
  const all = there.reduce((sum, { number }) => sum + number, 0);
  return (
    <div className="ladder">
      <div className="ladder-bar" aria-hidden="true">
        {there.map(({ counted, number, colour }) => (
          <span key={counted} className={`ladder-step ${colour}`} style={{ width: `${(100 * number) / all}%` }} />
        ))}
      </div>
      <ul className="ladder-words">
        {there.map(({ counted, number, colour, meaning }) => (
          <li key={counted}>
            <span className={`swatch ${colour}`} aria-hidden="true" />
            <strong>
              {count(number)} {counted}
            </strong>
            : {meaning}
          </li>
        ))}
      </ul>
    </div>
  );
}
