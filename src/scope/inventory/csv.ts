/**
 * Inventory as CSV: what `Get-MailboxFolderStatistics | Export-Csv` writes, or a table of one's own with the same columns.
 * Source: learn.microsoft.com/powershell/module/exchange/get-mailboxfolderstatistics (FolderPath, ItemsInFolder, Identity).
 */
import { csvRows } from '../../detect/csv.ts';
import type { Problem } from '../../detect/located.ts';
import type { DraftFolder, InventoryFile } from './folder.ts';

/** Columns that name the mailbox, the best first. `Identity` is `anna@contoso.example\Inbox`. */
const MAILBOX_COLUMNS = ['mailbox', 'userprincipalname', 'primarysmtpaddress', 'mailboxguid'];

/** Folders, or every fault with its line. Further columns are the vendor's and are passed over. */
export function csvFolders({ file, text, mailbox }: InventoryFile): {
  readonly folders: readonly DraftFolder[];
  readonly problems: readonly Problem[];
} {
  // Windows PowerShell puts the type of the objects in front.
  const parsed = csvRows(text.replace(/^#TYPE [^\r\n]*/, ''));
  if ('problem' in parsed) return { folders: [], problems: [{ file, ...parsed }] };
  const [header, ...body] = parsed.rows;
  if (header === undefined) return { folders: [], problems: [{ file, line: null, problem: 'holds no folder' }] };
  const names = header.cells.map((name) => name.toLowerCase());
  const problems = headerProblems(names, mailbox !== null).map((problem) => ({ file, line: header.line, problem }));
  if (problems.length > 0) return { folders: [], problems };
  const folders: DraftFolder[] = [];
  for (const { cells, line } of body) {
    const cell = (name: string): string => cells[names.indexOf(name)] ?? '';
    const fault = (problem: string): number => problems.push({ file, line, problem });
    if (cells.length !== names.length) {
      fault(`has ${cells.length} cells, the header ${names.length}`);
      continue;
    }
    const owners = mailbox === null ? ownersOf(cell) : [mailbox.toLowerCase()];
    const path = cell('folderpath');
    const items = cell('itemsinfolder');
    if (owners.length === 0) fault('does not say whose folder it is');
    else if (path === '') fault('has no FolderPath');
    else if (!/^\d{1,12}$/.test(items)) fault(`ItemsInFolder: "${items}" is no number of items`);
    else {
      const store = cell('contentmailboxguid').toLowerCase();
      const folder = { mailbox: owners, path, items: Number(items), file, line, store };
      folders.push({ ...folder, id: null, parentId: null, childCount: null, nested: 0 });
    }
  }
  return { folders, problems };
}

function headerProblems(names: readonly string[], owned: boolean): readonly string[] {
  const problems: string[] = [];
  for (const name of ['FolderPath', 'ItemsInFolder'])
    if (!names.includes(name.toLowerCase()))
      problems.push(`the column "${name}" is missing (cells are separated by commas)`);
  const known = [...MAILBOX_COLUMNS, 'identity', 'contentmailboxguid'];
  if (!owned && !known.some((name) => names.includes(name)))
    problems.push('no column says whose folders these are: Identity or Mailbox; or name the file as MAILBOX=FILE');
  if (new Set(names).size !== names.length) problems.push('a column stands there twice');
  return problems;
}

function ownersOf(cell: (name: string) => string): readonly string[] {
  const identity = /^([^\\]+)\\/.exec(cell('identity'))?.[1] ?? '';
  const names = [...MAILBOX_COLUMNS.map(cell), identity, cell('contentmailboxguid')];
  return [...new Set(names.map((name) => name.trim().toLowerCase()).filter((name) => name !== ''))];
}
