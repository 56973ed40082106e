/** A part that opens and closes; open on paper. Its content is built only when it is open. */
import { type ReactNode, useId, useState } from 'react';
import { usePrinting } from './printing.ts';

interface DisclosureProps {
  readonly summary: ReactNode;
  readonly children: ReactNode;
  readonly open?: boolean;
  /** Left closed on paper too: what would fill hundreds of sheets. */
  readonly screenOnly?: boolean;
}

export function Disclosure({ summary, children, open = false, screenOnly = false }: DisclosureProps): ReactNode {
  const [opened, setOpened] = useState(open);
  const printing = usePrinting();
  const region = useId();
  const shown = opened || (printing && !screenOnly);
  return (
    <div className={shown ? 'disclosure is-open' : 'disclosure'}>
      <button
        type="button"
        className="disclosure-button"
        aria-expanded={shown}
        aria-controls={region}
        onClick={() => setOpened(!opened)}
      >
        <span className="disclosure-mark" aria-hidden="true" />
        <span className="disclosure-summary">{summary}</span>
      </button>
      <div id={region} className="disclosure-body" hidden={!shown}>
        {shown ? children : null}
      </div>
    </div>
  );
}
