/** A folder inventory: how many items each folder of a mailbox held when somebody counted them. */

/** One folder of one mailbox. */
export interface InventoryFolder {
  /** Names under which the file knows the mailbox (address, GUID, alias), lower case, the best first; never empty. */
  readonly mailbox: readonly string[];
  /** `/Inbox/Projects`, as the file spells it. */
  readonly path: string;
  /** Items in the folder itself, without its subfolders. */
  readonly items: number;
  readonly file: string;
  /** Line from 1; null where the file's form has none. */
  readonly line: number | null;
}

/** One file as given: `FILE`, or `MAILBOX=FILE` where the file does not say whose it is. */
export interface InventoryFile {
  readonly file: string;
  readonly text: string;
  readonly mailbox: string | null;
}

/** A folder before the whole is checked. */
export interface DraftFolder extends InventoryFolder {
  /** The vendor's id of folder and parent, where stated. */
  readonly id: string | null;
  readonly parentId: string | null;
  /** How many subfolders it says it has; null where not stated. */
  readonly childCount: number | null;
  /** Subfolders that the file nests in it. */
  readonly nested: number;
  /** What keeps it apart from a folder of the same path: the archive of a mailbox has an Inbox too. */
  readonly store: string;
}

/** The path by which folders are compared: the log writes `\Inbox`, inventories `/Inbox`. Lower case, `/` in front. */
export function comparablePath(path: string): string {
  const parts = path
    .replaceAll('\\', '/')
    .split('/')
    .map((part) => part.trim().toLowerCase())
    .filter((part) => part !== '');
  return `/${(parts[0] === 'top of information store' ? parts.slice(1) : parts).join('/')}`;
}
