/** Copying and saving, both local: nothing leaves the machine. */
import { type ReactNode, useEffect, useState } from 'react';

async function toClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Pages from disk have no clipboard in some browsers: the older way still works there.
    return selectAndCopy(text);
  }
}

function selectAndCopy(text: string): boolean {
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'visually-hidden';
  document.body.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  return done;
}

type CopyState = 'idle' | 'done' | 'failed';

const SAID: Readonly<Record<CopyState, string>> = { idle: 'Copy', done: 'Copied', failed: 'Not copied' };

export function CopyButton({ text, what }: { readonly text: string; readonly what: string }): ReactNode {
  const [state, setState] = useState<CopyState>('idle');
  useEffect(() => {
    if (state === 'idle') return undefined;
    const timer = setTimeout(() => setState('idle'), 2_000);
    return () => clearTimeout(timer);
  }, [state]);
  return (
    <button
      type="button"
      className="copy"
      onClick={() => {
        void toClipboard(text).then((done) => setState(done ? 'done' : 'failed'));
      }}
    >
      <span aria-live="polite">{SAID[state]}</span>
      <span className="visually-hidden"> {what}</span>
    </button>
  );
}

/** Offers `text` as a file; the browser asks or puts it among the downloads. */
export function saveFile(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has to have begun before the address may go.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
