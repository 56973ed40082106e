/** Finds the files behind what the user named: files, folders, patterns, standard input. */
import {
  createReadStream,
  createWriteStream,
  existsSync,
  lstatSync,
  readdirSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { InputFile } from './contract.ts';
import { expandPattern, isPattern } from './glob.ts';
import { spoolFault } from './spool.ts';

export interface DiscoverOptions {
  /** Folder that relative paths start from. */
  readonly cwd: string;
  /** Folder for standard input and other streams, which are written to a file first; exists. */
  readonly spoolFolder: string;
  /** Standard input; without it `-` is an issue. */
  readonly stdin?: Readable;
}

/** Something that was named or met and will not be read, with the reason. */
export interface DiscoverIssue {
  /**
   * `path-not-found`, `path-not-readable` are faults (they are error codes too); the others are said, and are no faults:
   * `own-case`: a case folder of this program; `link-outside`: a symbolic link that leaves the folder; `special-file`: a
   * device, socket or pipe inside a folder.
   */
  readonly code: 'path-not-found' | 'path-not-readable' | 'own-case' | 'link-outside' | 'special-file';
  /** As shown to people. */
  readonly path: string;
  readonly reason: string;
}

export interface Discovered {
  readonly files: readonly InputFile[];
  readonly issues: readonly DiscoverIssue[];
}

const CASE_FILE = 'case.duckdb';

/**
 * The files to read, in the order of the patterns and in a folder by the bytes of their paths; each file once, however
 * often it was named. A name that exists wins over a pattern: `audit[1].json` is that file. Hidden files are files too.
 * Throws only where the spool folder cannot be written (`disk-full`, `case-not-writable`).
 */
export async function discover(patterns: readonly string[], options: DiscoverOptions): Promise<Discovered> {
  const search = new Search(options);
  for (const pattern of patterns) await search.add(pattern);
  return { files: search.files, issues: search.issues };
}

class Search {
  readonly files: InputFile[] = [];
  readonly issues: DiscoverIssue[] = [];
  private readonly seen = new Set<string>();
  private readonly options: DiscoverOptions;
  private streams = 0;

  constructor(options: DiscoverOptions) {
    this.options = options;
  }

  async add(pattern: string): Promise<void> {
    if (pattern === '-') {
      await this.addStream('-', this.options.stdin);
      return;
    }
    const absolute = resolve(this.options.cwd, pattern);
    if (exists(absolute)) {
      await this.addNamed(absolute, shown(pattern));
      return;
    }
    const asPattern = sep === '\\' ? pattern.replaceAll('\\', '/') : pattern;
    const matches = isPattern(asPattern) ? [...expandPattern(asPattern, this.options.cwd)].sort(byBytes) : [];
    if (matches.length === 0) {
      this.issue(
        'path-not-found',
        shown(pattern),
        isPattern(asPattern) ? 'nothing fits this pattern' : 'no such file or folder',
      );
    }
    for (const match of matches) await this.addNamed(resolve(this.options.cwd, match), match);
  }

  private issue(code: DiscoverIssue['code'], path: string, reason: string): void {
    this.issues.push({ code, path, reason });
  }

  private async addNamed(absolute: string, path: string): Promise<void> {
    const stats = this.stat(absolute, path);
    if (stats === null) return;
    if (stats.isDirectory()) this.addFolder(absolute, path.replace(/\/+$/, '') || '/', realpathSync(absolute));
    else if (stats.isFile()) this.addFile(absolute, path, stats.size);
    else if (stats.isFIFO() || stats.isCharacterDevice()) await this.addStream(path, createReadStream(absolute));
    else this.issue('special-file', path, 'is a device or socket');
  }

  private stat(absolute: string, path: string): Stats | null {
    try {
      return statSync(absolute);
    } catch (error) {
      const code = codeOf(error);
      if (code === 'ENOENT') this.issue('path-not-found', path, 'no such file or folder');
      else this.issue('path-not-readable', path, code);
      return null;
    }
  }

  private addFile(absolute: string, path: string, bytes: number): void {
    const identity = realPath(absolute);
    if (this.seen.has(identity)) return;
    this.seen.add(identity);
    this.files.push({ absolutePath: absolute, path, bytes });
  }

  /** Everything below a folder. Links are not followed: what they name inside it is met anyway. */
  private addFolder(absolute: string, path: string, root: string): void {
    const entries = this.list(absolute, path);
    if (entries.some((entry) => entry === CASE_FILE)) {
      this.issue('own-case', path, 'is a case of this program, not an export');
      return;
    }
    const found: { readonly key: string; readonly open: () => void }[] = [];
    for (const name of entries) {
      const child = join(absolute, name);
      const childPath = path === '/' ? `/${name}` : `${path}/${name}`;
      const stats = this.lstat(child, childPath);
      if (stats === null) continue;
      if (stats.isDirectory()) found.push({ key: `${name}/`, open: () => this.addFolder(child, childPath, root) });
      else if (stats.isFile()) found.push({ key: name, open: () => this.addFile(child, childPath, stats.size) });
      else if (stats.isSymbolicLink()) found.push({ key: name, open: () => this.addLink(child, childPath, root) });
      else found.push({ key: name, open: () => this.issue('special-file', childPath, 'is a device, pipe or socket') });
    }
    // With the `/` of folders in the key this is the order of the whole paths by their bytes.
    for (const { open } of found.sort((a, b) => byBytes(a.key, b.key))) open();
  }

  private list(absolute: string, path: string): readonly string[] {
    try {
      return readdirSync(absolute);
    } catch (error) {
      this.issue('path-not-readable', path, codeOf(error));
      return [];
    }
  }

  private lstat(absolute: string, path: string): Stats | null {
    try {
      return lstatSync(absolute);
    } catch (error) {
      this.issue('path-not-readable', path, codeOf(error));
      return null;
    }
  }

  private addLink(absolute: string, path: string, root: string): void {
    let target: string;
    try {
      target = realpathSync(absolute);
    } catch {
      this.issue('path-not-found', path, 'is a symbolic link that leads nowhere');
      return;
    }
    const inside = relative(root, target);
    if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) {
      this.issue('link-outside', path, 'is a symbolic link out of the folder; name its target to have it read');
    }
  }

  private async addStream(path: string, stream: Readable | undefined): Promise<void> {
    if (stream === undefined) {
      this.issue('path-not-readable', path, 'standard input is not available');
      return;
    }
    this.streams += 1;
    const absolute = join(this.options.spoolFolder, `stream-${this.streams}.input`);
    try {
      await pipeline(stream, createWriteStream(absolute));
    } catch (error) {
      throw spoolFault(error, this.options.spoolFolder);
    }
    this.files.push({ absolutePath: absolute, path, bytes: statSync(absolute).size });
  }
}

function exists(path: string): boolean {
  if (existsSync(path)) return true;
  try {
    lstatSync(path);
    return true;
  } catch (error) {
    // No right to look: it may be there, and is not a pattern that fits nothing.
    return codeOf(error) === 'EACCES';
  }
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function shown(path: string): string {
  return sep === '\\' ? path.replaceAll('\\', '/') : path;
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
}
