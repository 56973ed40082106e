/** The pages that `ui/` builds. */
import { existsSync, readFileSync } from 'node:fs';

/** Beside `src/` and beside the compiled `report/` alike. */
const PAGES = new URL('../../dist/ui/', import.meta.url);

/** Text of a built page, or null where the program was built without it. */
export function builtTemplate(name: 'report.html' | 'drill.html'): string | null {
  const file = new URL(name, PAGES);
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}
