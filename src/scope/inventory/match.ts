/** From the names in an inventory to the mailboxes of the case. */
import type { Database } from '../../store/index.ts';
import { textOf } from '../rows.ts';
import { comparablePath, type InventoryFolder } from './folder.ts';

/** What is known of one mailbox. */
export interface BoxInventory {
  readonly items: number;
  readonly folders: number;
  /** Files it was read from. */
  readonly file: string;
  /** Items by comparable path; folders of the same path (a mailbox and its archive) count together. */
  readonly byPath: ReadonlyMap<string, number>;
}

export interface MatchedInventory {
  /** By mailbox id. */
  readonly boxes: ReadonlyMap<string, BoxInventory>;
  /** `folders.csv:12: nobody@contoso.example`, the first place of each mailbox that is not in the case; sorted. */
  readonly unmatched: readonly string[];
}

/** Mailboxes are found by GUID, or by any name their owner has in the case. */
export async function matchInventory(
  database: Database,
  folders: readonly InventoryFolder[],
  labels: ReadonlyMap<string, string>,
): Promise<MatchedInventory> {
  if (folders.length === 0) return { boxes: new Map(), unmatched: [] };
  const ids = new Map<string, string>();
  const rows = await database.all(
    'SELECT label, min(mailbox_id) AS mailbox_id FROM account WHERE label IS NOT NULL AND mailbox_id IS NOT NULL GROUP BY label ORDER BY label',
  );
  for (const row of rows) ids.set(textOf(row, 'label').toLowerCase(), textOf(row, 'mailbox_id'));
  for (const [id, label] of labels) ids.set(label.toLowerCase(), id);
  for (const id of labels.keys()) ids.set(id.toLowerCase(), id);
  const own = new Map<string, InventoryFolder[]>();
  const unmatched = new Map<string, string>();
  for (const folder of folders) {
    const id = folder.mailbox.map((name) => ids.get(name)).find((found) => found !== undefined);
    const name = folder.mailbox[0] ?? '';
    const list = id === undefined ? undefined : (own.get(id) ?? []);
    if (id !== undefined && list !== undefined) {
      list.push(folder);
      own.set(id, list);
    } else if (!unmatched.has(name))
      unmatched.set(name, `${folder.file}${folder.line === null ? '' : `:${folder.line}`}: ${name}`);
  }
  return {
    boxes: new Map([...own].map(([id, list]) => [id, boxOf(list)])),
    unmatched: [...unmatched.values()].sort(),
  };
}

function boxOf(folders: readonly InventoryFolder[]): BoxInventory {
  const byPath = new Map<string, number>();
  for (const { path, items } of folders)
    byPath.set(comparablePath(path), (byPath.get(comparablePath(path)) ?? 0) + items);
  return {
    items: folders.reduce((sum, { items }) => sum + items, 0),
    folders: folders.length,
    file: [...new Set(folders.map(({ file }) => file))].sort().join(', '),
    byPath,
  };
}
