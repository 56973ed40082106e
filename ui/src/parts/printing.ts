/** Whether the page is being printed: then everything is expanded and tables are whole. */
import { useSyncExternalStore } from 'react';

const query = window.matchMedia('print');
let announced = false;
const listeners = new Set<() => void>();

function changed(): void {
  for (const listener of listeners) listener();
}

window.addEventListener('beforeprint', () => {
  announced = true;
  changed();
});
window.addEventListener('afterprint', () => {
  announced = false;
  changed();
});
query.addEventListener('change', changed);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function usePrinting(): boolean {
  return useSyncExternalStore(subscribe, () => announced || query.matches);
}
