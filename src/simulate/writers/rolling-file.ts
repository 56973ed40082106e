/** Files that are written as records come, a new one every day and whenever one is full. Each is hashed while it grows. */
import { createHash, type Hash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DAY, dayText } from '../core/time.ts';

/** A finished file. */
export interface Written {
  /** Path below the folder of the simulation, with `/`. */
  readonly path: string;
  readonly bytes: number;
  readonly records: number;
  readonly sha256: string;
}

export interface FileShape {
  /** Path below the folder without the day: `logs/audit/audit-`. */
  readonly stem: string;
  readonly extension: string;
  readonly head: string;
  readonly between: string;
  readonly tail: string;
  readonly mostRecords: number;
}

interface OpenFile {
  readonly path: string;
  readonly descriptor: number;
  readonly hash: Hash;
  bytes: number;
  records: number;
}

const BUFFER = 256 * 1024;

export class RollingFile {
  readonly #root: string;
  readonly #shape: FileShape;
  readonly #done: (file: Written) => void;
  #open: OpenFile | null = null;
  #day = Number.NaN;
  #number = 0;
  #waiting: string[] = [];
  #length = 0;

  constructor(root: string, shape: FileShape, done: (file: Written) => void) {
    this.#root = root;
    this.#shape = shape;
    this.#done = done;
  }

  /** One record as text, of the day on which it arrived. */
  write(arrived: number, text: string): void {
    const day = Math.floor(arrived / DAY);
    if (this.#open !== null && (day !== this.#day || this.#open.records >= this.#shape.mostRecords)) this.close();
    const file = this.#open ?? this.#begin(day);
    this.#add(file.records === 0 ? text : this.#shape.between + text);
    file.records += 1;
  }

  close(): void {
    const file = this.#open;
    if (file === null) return;
    this.#add(this.#shape.tail);
    this.#flush();
    closeSync(file.descriptor);
    this.#open = null;
    this.#done({ path: file.path, bytes: file.bytes, records: file.records, sha256: file.hash.digest('hex') });
  }

  /** Closes what is open without finishing it. */
  abandon(): void {
    if (this.#open !== null) closeSync(this.#open.descriptor);
    this.#open = null;
  }

  #begin(day: number): OpenFile {
    this.#number = day === this.#day ? this.#number + 1 : 1;
    this.#day = day;
    const path = `${this.#shape.stem}${dayText(day * DAY)}-${String(this.#number).padStart(3, '0')}${this.#shape.extension}`;
    const full = join(this.#root, ...path.split('/'));
    mkdirSync(dirname(full), { recursive: true });
    const file: OpenFile = { path, descriptor: openSync(full, 'wx'), hash: createHash('sha256'), bytes: 0, records: 0 };
    this.#open = file;
    this.#add(this.#shape.head);
    return file;
  }

  #add(text: string): void {
    this.#waiting.push(text);
    this.#length += text.length;
    if (this.#length >= BUFFER) this.#flush();
  }

  #flush(): void {
    const file = this.#open;
    if (file === null || this.#waiting.length === 0) return;
    const bytes = Buffer.from(this.#waiting.join(''), 'utf8');
    this.#waiting = [];
    this.#length = 0;
    file.hash.update(bytes);
    file.bytes += bytes.length;
    for (let from = 0; from < bytes.length; ) from += writeSync(file.descriptor, bytes, from);
  }
}
