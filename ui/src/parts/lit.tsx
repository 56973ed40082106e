/** Text that comes from logs: shown as text, isolated, with hidden characters named. */
import type { ReactNode } from 'react';
import { segments } from '../lib/visible.ts';

/** `keep` lists characters that stay as they are; see `segments`. */
export function Lit({ text, keep = '' }: { readonly text: string; readonly keep?: string }): ReactNode {
  const parts = segments(text, keep);
  if (parts.length === 1 && parts[0]?.named === false) return <bdi>{text}</bdi>;
  let offset = 0;
  return (
    <bdi>
      {parts.map((part) => {
        const key = offset;
        offset += part.text.length;
        return part.named ? (
          <span key={key} className="named-character">
            {part.text}
          </span>
        ) : (
          part.text
        );
      })}
    </bdi>
  );
}

/** A value that the logs may not state. */
export function Stated({ text }: { readonly text: string | null }): ReactNode {
  return text === null ? <span className="unstated">not stated</span> : <Lit text={text} />;
}
