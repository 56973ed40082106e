/** Draws a page from the data that stand in it, or says that it cannot. */
import type { ReactNode } from 'react';
import { createRoot } from 'react-dom/client';

export interface Page {
  /** Id of the element that is drawn into. */
  readonly root: string;
  /** Id of the script whose text is the data. */
  readonly data: string;
  /** From the text of the data. May throw. */
  readonly draw: (text: string) => ReactNode;
  /** In place of the page, where drawing it failed. */
  readonly failure: (error: unknown) => ReactNode;
}

export function mount({ root: rootId, data, draw, failure }: Page): void {
  const root = createRoot(element(rootId), {
    onUncaughtError: (error) => {
      // React has taken the tree down by then; the same root takes another.
      queueMicrotask(() => root.render(failure(error)));
    },
  });
  try {
    root.render(draw(element(data).textContent ?? ''));
  } catch (error) {
    root.render(failure(error));
  }
}

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new TypeError(`the page has no #${id}`);
  return found;
}
