/** Shows the rest of a list; on paper, where nothing can be pressed, says how many there are and where they stand. */
import type { ReactNode } from 'react';
import { count } from '../lib/format.ts';
import { usePrinting } from './printing.ts';

export function MoreButton({ more, onShow }: { readonly more: number; readonly onShow: () => void }): ReactNode {
  const printing = usePrinting();
  if (printing) return <span className="note">and {count(more)} more, in the JSON files</span>;
  return (
    <button type="button" className="plain" onClick={onShow}>
      {count(more)} more
    </button>
  );
}
