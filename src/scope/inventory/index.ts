/** `--inventory FILE`: folder inventories, strict: one that leaves folders out would bound nothing. */
import { type Problem, placeOf } from '../../detect/located.ts';
import { LetterlockError } from '../../errors.ts';
import { csvFolders } from './csv.ts';
import type { DraftFolder, InventoryFile, InventoryFolder } from './folder.ts';
import { jsonFolders } from './json.ts';

export type InventoryResult =
  | { readonly ok: true; readonly folders: readonly InventoryFolder[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Reads all files together: subfolders may stand in another file than their parent. */
export function parseInventory(files: readonly InventoryFile[]): InventoryResult {
  const parts = files.map((given) => {
    const text = given.text.replace(/^\uFEFF/, '');
    return /^\s*[[{]/.test(text) ? jsonFolders({ ...given, text }) : csvFolders({ ...given, text });
  });
  const drafts = parts.flatMap(({ folders }) => folders);
  const read = parts.flatMap(({ problems }) => problems);
  const problems = read.length > 0 ? read : [...twice(drafts), ...missingChildren(drafts)];
  if (problems.length > 0) return { ok: false, problems };
  const byId: ById = new Map(drafts.map((draft) => [JSON.stringify([draft.mailbox[0], draft.id]), draft] as const));
  return {
    ok: true,
    folders: drafts.map((draft) => ({
      mailbox: draft.mailbox,
      path: wholePath(draft, byId),
      items: draft.items,
      file: draft.file,
      line: draft.line,
    })),
  };
}

/** The same, for commands: throws `inventory-invalid` for the first fault, with the number of all. */
export function readInventory(files: readonly InventoryFile[]): readonly InventoryFolder[] {
  const result = parseInventory(files);
  if (result.ok) return result.folders;
  const [first] = result.problems;
  const more = result.problems.length > 1 ? ` (and ${result.problems.length - 1} more)` : '';
  throw new LetterlockError('inventory-invalid', {
    file: first?.file ?? '',
    place: first === undefined ? '' : placeOf(first),
    problem: `${first?.problem ?? 'cannot be read'}${more}`,
  });
}

function keyOf({ mailbox, store, path }: DraftFolder): string {
  return JSON.stringify([mailbox[0], store, path]);
}

/** A folder that is counted twice would raise the bound. */
function twice(drafts: readonly DraftFolder[]): readonly Problem[] {
  const seen = new Map<string, DraftFolder>();
  return drafts.flatMap((draft): readonly Problem[] => {
    const there = seen.get(keyOf(draft));
    seen.set(keyOf(draft), there ?? draft);
    if (there === undefined) return [];
    const where = `${there.file}${there.line === null ? '' : `:${there.line}`}`;
    return [{ file: draft.file, line: draft.line, problem: `folder "${draft.path}" stands at ${where} already` }];
  });
}

/** A folder that says it has more subfolders than are here: the list of one level alone was taken. */
function missingChildren(drafts: readonly DraftFolder[]): readonly Problem[] {
  const children = new Map<string, number>();
  for (const { mailbox, parentId } of drafts) {
    if (parentId === null) continue;
    const key = JSON.stringify([mailbox[0], parentId]);
    children.set(key, (children.get(key) ?? 0) + 1);
  }
  return drafts.flatMap((draft): readonly Problem[] => {
    const { childCount } = draft;
    if (childCount === null) return [];
    const here = Math.max(draft.nested, children.get(JSON.stringify([draft.mailbox[0], draft.id])) ?? 0);
    if (here >= childCount) return [];
    const problem = `folder "${draft.path}" has ${childCount} subfolders, of which ${here} are here: an inventory that leaves folders out bounds nothing`;
    return [{ file: draft.file, line: draft.line, problem }];
  });
}

type ById = ReadonlyMap<string, DraftFolder>;

/** Path through the parents that are here. */
function wholePath(draft: DraftFolder, byId: ById): string {
  if (draft.id === null && draft.parentId === null) return draft.path;
  const parts = [draft.path];
  const passed = new Set([draft.id]);
  for (let id = draft.parentId; id !== null && !passed.has(id); ) {
    passed.add(id);
    const parent = byId.get(JSON.stringify([draft.mailbox[0], id]));
    if (parent === undefined) break;
    parts.unshift(parent.path);
    id = parent.parentId;
  }
  return `/${parts.join('/')}`;
}
