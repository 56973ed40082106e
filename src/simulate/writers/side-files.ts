/** What stands beside the logs: the truth as it happens, and who is who. */
import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Tenant } from '../core/plugin.ts';
import { DEPARTMENTS } from '../people/names.ts';
import type { Written } from './rolling-file.ts';

/** `truth/truth.jsonl`, written as things happen. */
export class TruthFile {
  readonly #descriptor: number;
  readonly #hash = createHash('sha256');
  #bytes = 0;
  #lines = 0;
  #open = true;

  constructor(folder: string) {
    mkdirSync(join(folder, 'truth'));
    this.#descriptor = openSync(join(folder, 'truth', 'truth.jsonl'), 'wx');
  }

  line(text: string): void {
    const bytes = Buffer.from(`${text}\n`, 'utf8');
    this.#hash.update(bytes);
    this.#bytes += bytes.length;
    this.#lines += 1;
    for (let from = 0; from < bytes.length; ) from += writeSync(this.#descriptor, bytes, from);
  }

  close(): void {
    if (this.#open) closeSync(this.#descriptor);
    this.#open = false;
  }

  finish(): Written {
    this.close();
    return { path: 'truth/truth.jsonl', bytes: this.#bytes, records: this.#lines, sha256: this.#hash.digest('hex') };
  }
}

/** `people.csv`: who is who, as an organisation would write it down. */
export function writePeople(folder: string, { people }: Tenant): Written {
  const rows = people.map(
    ({ upn, name, department, title }) => `${upn},${name},${DEPARTMENTS[department] ?? ''},${title}`,
  );
  const text = `${['address,name,department,title', ...rows].join('\n')}\n`;
  mkdirSync(join(folder, 'logs'), { recursive: true });
  writeFileSync(join(folder, 'logs', 'people.csv'), text);
  const sha256 = createHash('sha256').update(text).digest('hex');
  return { path: 'logs/people.csv', bytes: Buffer.byteLength(text), records: people.length, sha256 };
}
