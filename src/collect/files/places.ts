/** Where a source may lie now. */
import { basename, join, resolve } from 'node:path';

/** Where it was read, then below each folder given: by its whole path, by what of it ends so, by its name. */
export function placesOf(path: string, folders: readonly string[]): readonly string[] {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.' && part !== '..');
  const below = folders.flatMap((folder) => parts.map((_, index) => join(folder, ...parts.slice(index))));
  return [...new Set([resolve(path), ...below, ...folders.map((folder) => join(folder, basename(path)))])];
}
