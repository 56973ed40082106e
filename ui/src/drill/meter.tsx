/** A part of a whole, as a bar with its numbers. */
import type { ReactNode } from 'react';
import type { Part } from '../../../src/drill/model.ts';
import { count } from '../lib/format.ts';

interface MeterProps {
  readonly part: Part;
  /** Covered by an alarm or left for review: drawn lighter behind. */
  readonly reviewed?: Part;
}

/** `12 of 12`; nothing where there is nothing to find. */
export function Meter({ part, reviewed }: MeterProps): ReactNode {
  if (part.of === 0) return <span className="unstated">none logged</span>;
  const share = (found: number): string => `${(100 * found) / part.of}%`;
  const later = reviewed === undefined ? 0 : reviewed.found - part.found;
  return (
    <span className="meter">
      <span className="meter-numbers">
        {count(part.found)} of {count(part.of)}
      </span>
      <span className="meter-bar" aria-hidden="true">
        <span className="meter-alarm" style={{ width: share(part.found) }} />
        {later > 0 ? <span className="meter-review" style={{ width: share(later) }} /> : null}
      </span>
      {later > 0 ? <span className="meter-note">{count(later)} more for review</span> : null}
    </span>
  );
}
