/** Identifiers: monospaced, whole, wrapping anywhere, with a button that copies them. */
import type { ReactNode } from 'react';
import { visible } from '../lib/visible.ts';
import { CopyButton } from './copy.tsx';
import { Lit } from './lit.tsx';

export function Id({ value, what }: { readonly value: string; readonly what: string }): ReactNode {
  return (
    <span className="id">
      <code>
        <Lit text={value} />
      </code>
      <CopyButton text={value} what={what} />
    </span>
  );
}

/** One line of a table: cut at its edge, whole on hover (title) and wherever the row's details are shown. */
export function Clipped({ text, mono = false }: { readonly text: string; readonly mono?: boolean }): ReactNode {
  return (
    <span className={mono ? 'clipped mono' : 'clipped'} title={visible(text)}>
      <Lit text={text} />
    </span>
  );
}
