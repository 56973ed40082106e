/** Files of `--inventory`, read before anything long begins. */
import { readFile } from 'node:fs/promises';
import { LetterlockError } from '../errors.ts';
import { type InventoryFolder, readInventory } from '../scope/index.ts';
import { systemCode } from './faults.ts';

/** `anna@contoso.example=folders.json`, or a GUID in front: whose folders a file holds that does not say so. */
const OWNED = /^([^\s/\\=]+@[^\s/\\=]+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})=(.+)$/is;

/** Throws `inventory-invalid`, `path-not-found`, `path-not-readable`. */
export async function readInventories(given: readonly string[] | undefined): Promise<readonly InventoryFolder[]> {
  const files = [];
  for (const argument of given ?? []) {
    const [, mailbox = null, owned] = OWNED.exec(argument) ?? [];
    const file = owned ?? argument;
    files.push({ file, mailbox, text: await textOf(file) });
  }
  return readInventory(files);
}

/** UTF-8, or UTF-16 as `Export-Csv -Encoding Unicode` writes it. */
async function textOf(path: string): Promise<string> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    if (systemCode(cause) === 'ENOENT') throw new LetterlockError('path-not-found', { path }, { cause });
    throw new LetterlockError('path-not-readable', { path, reason: systemCode(cause) ?? 'unknown fault' }, { cause });
  });
  return bytes[0] === 0xff && bytes[1] === 0xfe ? bytes.toString('utf16le') : bytes.toString('utf8');
}
