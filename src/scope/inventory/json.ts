/**
 * Inventory as JSON: pages of Graph's `mailFolders`, as they came or as a list, flat or with `childFolders` nested.
 * Source: learn.microsoft.com/graph/api/user-list-mailfolders (a list holds the folders of one level only).
 */
import { z } from 'zod';
import { type Problem, parseYaml } from '../../detect/located.ts';
import type { DraftFolder, InventoryFile } from './folder.ts';

const count = z.int('is no number of items').nonnegative('is no number of items');

const folder = z.looseObject({
  id: z.string().optional(),
  displayName: z.string().min(1),
  parentFolderId: z.string().nullable().optional(),
  childFolderCount: count.optional(),
  totalItemCount: count,
  get childFolders() {
    return z.array(folder).optional();
  },
});
type Folder = z.infer<typeof folder>;

const page = z.looseObject({
  '@odata.context': z.string().optional(),
  '@odata.nextLink': z.string().optional(),
  'mailbox': z.string().optional(),
  'value': z.array(folder),
});
const document = z.union([page, z.array(page), z.array(folder)]);

export function jsonFolders({ file, text, mailbox }: InventoryFile): {
  readonly folders: readonly DraftFolder[];
  readonly problems: readonly Problem[];
} {
  const parsed = parseYaml(file, text, shapeOf(text));
  if (!parsed.ok) return { folders: [], problems: parsed.problems };
  const { value, lineOf } = parsed.located;
  const problems: Problem[] = [];
  const folders: DraftFolder[] = [];
  const add = (list: readonly Folder[], owner: string, path: readonly PropertyKey[], parent: Folder | null): void => {
    for (const [index, entry] of list.entries()) {
      const at = [...path, index];
      const children = entry.childFolders ?? [];
      // A search folder shows items that lie elsewhere.
      const shown = String(entry['@odata.type'] ?? '').endsWith('mailSearchFolder');
      folders.push({
        mailbox: [owner],
        path: entry.displayName,
        items: shown ? 0 : entry.totalItemCount,
        file,
        line: lineOf(at),
        id: entry.id ?? null,
        parentId: entry.parentFolderId ?? parent?.id ?? null,
        childCount: entry.childFolderCount ?? null,
        nested: children.length,
        store: entry.id ?? `${parent?.displayName ?? ''}/`,
      });
      add(children, owner, [...at, 'childFolders'], entry);
    }
  };
  const pages = pagesOf(value);
  for (const [index, { entries, context, stated }] of pages.entries()) {
    const at: readonly PropertyKey[] = Array.isArray(value) ? (entries === value ? [] : [index, 'value']) : ['value'];
    const owner = mailbox ?? stated ?? ownerIn(context);
    if (owner === null) {
      problems.push({
        file,
        line: lineOf(at),
        problem: 'does not say whose folders these are: name the file as MAILBOX=FILE',
      });
      continue;
    }
    add(entries, owner.toLowerCase(), at, null);
  }
  if (pages.at(-1)?.more === true)
    problems.push({ file, line: null, problem: 'its last page has a link to a further one: the list is not whole' });
  return { folders, problems };
}

/** The shape that the text shows, so that a fault is told of that shape and not of all three. */
function shapeOf(text: string): z.ZodType<z.infer<typeof document>> {
  if (!/^\s*\[/.test(text)) return page;
  return /"value"\s*:\s*\[/.test(text) ? z.array(page) : z.array(folder);
}

interface Page {
  readonly entries: readonly Folder[];
  readonly context: string | null;
  readonly stated: string | null;
  readonly more: boolean;
}

function pagesOf(value: z.infer<typeof document>): readonly Page[] {
  const list = Array.isArray(value) ? value : [value];
  if (list.every((entry): entry is z.infer<typeof page> => Array.isArray((entry as { value?: unknown }).value)))
    return list.map((entry) => ({
      entries: entry.value,
      context: entry['@odata.context'] ?? null,
      stated: entry.mailbox ?? null,
      more: entry['@odata.nextLink'] !== undefined,
    }));
  return [{ entries: value as readonly Folder[], context: null, stated: null, more: false }];
}

/** `…/$metadata#users('anna%40contoso.example')/mailFolders` */
function ownerIn(context: string | null): string | null {
  const quoted = /#users\('([^']+)'\)/.exec(context ?? '')?.[1];
  if (quoted === undefined) return null;
  try {
    return decodeURIComponent(quoted);
  } catch {
    return quoted;
  }
}
