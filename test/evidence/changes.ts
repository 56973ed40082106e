/** Changes to a sealed case, and how each must be named. */
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Difference, Signer } from '../../src/evidence/index.ts';
import { checkpointText, parseCheckpoint, signNote } from '../../src/evidence/note.ts';
import { Database } from '../../src/store/index.ts';
import { answerFor } from './authority.ts';

function edit(path: string, change: (text: string) => string): void {
  const text = readFileSync(path, 'utf8');
  const changed = change(text);
  if (changed === text) throw new Error('nothing was changed');
  writeFileSync(path, changed);
}

function flip(path: string, at: number): void {
  const bytes = readFileSync(path);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

export async function changeRows(folder: string, statement: string): Promise<void> {
  const database = await Database.open({ path: join(folder, 'case.duckdb'), spillFolder: null });
  if ((await database.run(statement)) === 0 && /^(UPDATE|DELETE|INSERT)/.test(statement)) throw new Error('no row');
  database.close();
}

/** A line of the checkpoint: 0 origin, 1 size, 2 root, 4 signature. */
function checkpointLine(folder: string, line: number, change: (text: string) => string): void {
  edit(join(folder, 'evidence', 'checkpoint'), (text) =>
    text
      .split('\n')
      .map((own, index) => (index === line ? change(own) : own))
      .join('\n'),
  );
}

function log(folder: string, change: (lines: string[]) => string[]): void {
  edit(join(folder, 'evidence', 'log.jsonl'), (text) => `${change(text.trimEnd().split('\n')).join('\n')}\n`);
}

/** The log's entries chained anew after a change, as somebody would who knows how. */
function rechained(
  lines: readonly string[],
  change: (entry: Record<string, unknown>) => Record<string, unknown>,
): string[] {
  let previous = '0'.repeat(64);
  return lines.map((line) => {
    const entry = change({ ...(JSON.parse(line) as Record<string, unknown>), previous });
    const text = JSON.stringify(Object.fromEntries(Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1))));
    previous = createHash('sha256').update(text).digest('hex');
    return text;
  });
}

function manifest(
  folder: string,
  change: (manifest: { sources: { sha256: string }[]; files: object[] }) => void,
): void {
  edit(join(folder, 'evidence', 'manifest.json'), (text) => {
    const parsed = JSON.parse(text) as Parameters<typeof change>[0];
    change(parsed);
    return `${JSON.stringify(parsed)}\n`;
  });
}

function keptSource(folder: string): string {
  const sources = join(folder, 'evidence', 'sources');
  return join(sources, readdirSync(sources).sort()[0] ?? '');
}

export interface Change {
  readonly name: string;
  /** `other` is another key of the same name. */
  readonly make: (folder: string, other: Signer) => unknown;
  /** One of the differences that must be named. */
  readonly kind: Difference['kind'];
  readonly what: RegExp;
  readonly detail?: RegExp;
}

const RECORDS = 'evidence/record-hashes.bin';

/** What somebody may do to a sealed case. */
export const CHANGES: readonly Change[] = [
  {
    name: 'a byte of a report file',
    make: (folder) => flip(join(folder, 'report', 'summary.json'), 100),
    kind: 'changed',
    what: /^report\/summary\.json$/,
    detail: /^its content$/,
  },
  {
    name: 'a report file cut short',
    make: (folder) => truncateSync(join(folder, 'report', 'events.jsonl'), 10),
    kind: 'changed',
    what: /^report\/events\.jsonl$/,
    detail: /bytes were sealed, 10 are here/,
  },
  {
    name: 'a file added',
    make: (folder) => writeFileSync(join(folder, 'report', 'more.csv'), 'x'),
    kind: 'added',
    what: /^report\/more\.csv$/,
  },
  {
    name: 'a link added',
    make: (folder) => symlinkSync('/etc', join(folder, 'report', 'etc')),
    kind: 'added',
    what: /^report\/etc$/,
    detail: /neither a file nor a folder/,
  },
  {
    name: 'a file removed',
    make: (folder) => rmSync(join(folder, 'report', 'timeline.csv')),
    kind: 'removed',
    what: /^report\/timeline\.csv$/,
  },
  {
    name: 'a file renamed',
    make: (folder) => renameSync(join(folder, 'report', 'timeline.csv'), join(folder, 'report', 'old.csv')),
    kind: 'changed',
    what: /^report\/old\.csv$/,
    detail: /^renamed from report\/timeline\.csv$/,
  },
  {
    name: 'a source taken out of the manifest',
    make: (folder) => manifest(folder, ({ sources }) => void sources.splice(1, 1)),
    kind: 'removed',
    what: /^evidence\/manifest\.json, source 2$/,
    detail: /stands in the ledger/,
  },
  {
    name: 'the hash of a source in the manifest',
    make: (folder) =>
      manifest(folder, ({ sources }) => void Object.assign(sources[0] ?? {}, { sha256: '0'.repeat(64) })),
    kind: 'changed',
    what: /^evidence\/manifest\.json$/,
    detail: /not the one that the checkpoint is about/,
  },
  {
    name: 'white space in the manifest',
    make: (folder) => edit(join(folder, 'evidence', 'manifest.json'), (text) => text.replace('{', '{ ')),
    kind: 'changed',
    what: /^evidence\/manifest\.json$/,
    detail: /not spelled/,
  },
  {
    name: 'the manifest removed',
    make: (folder) => rmSync(join(folder, 'evidence', 'manifest.json')),
    kind: 'removed',
    what: /^evidence\/manifest\.json$/,
  },
  {
    name: 'the log cut at its end',
    make: (folder) => log(folder, (lines) => lines.slice(0, 4)),
    kind: 'cut',
    what: /^evidence\/log\.jsonl$/,
    detail: /3 of 7 entries are missing/,
  },
  {
    name: 'a line of the log edited',
    make: (folder) => log(folder, (lines) => lines.map((line, at) => (at === 2 ? line.replace('done', 'none') : line))),
    kind: 'changed',
    what: /^evidence\/log\.jsonl:4$/,
    detail: /does not follow/,
  },
  {
    name: 'lines of the log in another order',
    make: (folder) => log(folder, ([a = '', b = '', c = '', ...rest]) => [a, c, b, ...rest]),
    kind: 'changed',
    what: /^evidence\/log\.jsonl:2$/,
    detail: /does not follow/,
  },
  {
    name: 'the log written anew with a sound chain',
    make: (folder) => log(folder, (lines) => rechained(lines, (entry) => ({ ...entry, program: '9.9.9' }))),
    kind: 'changed',
    what: /^evidence\/log\.jsonl:7$/,
    detail: /not the one that was sealed/,
  },
  {
    name: 'the log removed',
    make: (folder) => rmSync(join(folder, 'evidence', 'log.jsonl')),
    kind: 'removed',
    what: /^evidence\/log\.jsonl$/,
  },
  {
    name: 'an entry of work added to the log',
    make: (folder) =>
      log(folder, (lines) =>
        rechained([...lines, lines[3] ?? ''], (entry) => entry).map((line, at) =>
          at < 8 ? (lines[at] ?? line) : line,
        ),
      ),
    kind: 'added',
    what: /^evidence\/log\.jsonl:9$/,
  },
  {
    name: 'the signature',
    make: (folder) =>
      checkpointLine(folder, 4, (line) =>
        line.replace(/(.)(.{20})$/, (_all, a: string, b: string) => `${a === 'A' ? 'B' : 'A'}${b}`),
      ),
    kind: 'changed',
    what: /^evidence\/checkpoint$/,
    detail: /signature does not fit/,
  },
  {
    name: 'the seal of another key of the same name',
    make: (folder, other) => {
      const path = join(folder, 'evidence', 'checkpoint');
      const head = parseCheckpoint(readFileSync(path, 'utf8').split('\n\n')[0]?.concat('\n') ?? '');
      if (head !== null) writeFileSync(path, signNote(checkpointText(head), other));
    },
    kind: 'changed',
    what: /^evidence\/checkpoint$/,
    detail: /signed by another key/,
  },
  {
    name: 'a checkpoint without a signature',
    make: (folder) => edit(join(folder, 'evidence', 'checkpoint'), (text) => text.slice(0, text.indexOf('\n\n') + 1)),
    kind: 'changed',
    what: /^evidence\/checkpoint$/,
    detail: /no signed note/,
  },
  {
    name: 'the root',
    make: (folder) => checkpointLine(folder, 2, () => Buffer.alloc(32).toString('base64')),
    kind: 'changed',
    what: /^evidence\/checkpoint$/,
    detail: /^root AAAA.*lead to/,
  },
  {
    name: 'the size of the tree',
    make: (folder) => checkpointLine(folder, 1, (line) => String(Number(line) - 1)),
    kind: 'changed',
    what: /^evidence\/checkpoint$/,
    detail: /^tree size/,
  },
  {
    name: 'the checkpoint removed',
    make: (folder) => rmSync(join(folder, 'evidence', 'checkpoint')),
    kind: 'removed',
    what: /^evidence\/checkpoint$/,
  },
  {
    name: 'the public key beside the seal',
    make: (folder) => edit(join(folder, 'evidence', 'seal.vkey'), (text) => text.replace('seal', 'deal')),
    kind: 'changed',
    what: /^evidence\/seal\.vkey$/,
  },
  {
    name: 'a fact',
    make: (folder) =>
      changeRows(
        folder,
        `UPDATE other_event SET operation = 'Nothing' WHERE event_id = (SELECT min(event_id) FROM other_event)`,
      ),
    kind: 'changed',
    what: /^case\.duckdb, table other_event$/,
    detail: /content of its rows/,
  },
  {
    name: 'a finding removed',
    make: (folder) =>
      changeRows(folder, 'DELETE FROM finding WHERE finding_id = (SELECT min(finding_id) FROM finding)'),
    kind: 'changed',
    what: /^case\.duckdb, table finding$/,
    detail: /rows were sealed/,
  },
  {
    name: 'a decision',
    make: (folder) => changeRows(folder, `UPDATE decision SET state = 'benign'`),
    kind: 'changed',
    what: /^case\.duckdb, table decision$/,
  },
  {
    name: "a source's row in the ledger",
    make: (folder) => changeRows(folder, `UPDATE source SET path = 'elsewhere.csv' WHERE source_id = 1`),
    kind: 'changed',
    what: /^evidence\/manifest\.json, source 1$/,
    detail: /elsewhere\.csv stands otherwise/,
  },
  {
    name: 'a table added',
    make: (folder) => changeRows(folder, 'CREATE TABLE more AS SELECT 1 AS a'),
    kind: 'added',
    what: /^case\.duckdb, table more$/,
  },
  {
    name: 'a view in place of a table',
    make: async (folder) => {
      await changeRows(folder, 'ALTER TABLE decision RENAME TO kept');
      await changeRows(folder, `CREATE VIEW decision AS SELECT * REPLACE ('benign' AS state) FROM kept`);
    },
    kind: 'added',
    what: /^case\.duckdb, table kept$/,
  },
  {
    name: 'a view that would never end if it were asked',
    make: (folder) =>
      changeRows(
        folder,
        'CREATE VIEW endless AS SELECT count(*) AS n FROM range(1000000000000) AS a, range(1000000000000) AS b',
      ),
    kind: 'added',
    what: /^case\.duckdb, table endless$/,
  },
  {
    name: 'a view in place of the ledger',
    make: async (folder) => {
      await changeRows(folder, 'DROP TABLE source');
      await changeRows(folder, 'CREATE VIEW source AS SELECT range AS source_id FROM range(1000000000000)');
    },
    kind: 'changed',
    what: /^case\.duckdb, table source$/,
  },
  {
    name: 'a function of its own that hides a change',
    make: async (folder) => {
      await changeRows(folder, `UPDATE decision SET state = 'benign'`);
      const hidden = `replace(x, '6:benign', '9:confirmed')`;
      await changeRows(folder, `CREATE MACRO sha256(x) AS system.main.sha256(${hidden})`);
    },
    kind: 'changed',
    what: /^case\.duckdb$/,
    detail: /sha256/,
  },
  {
    name: 'a table of a known name in another schema',
    make: async (folder) => {
      await changeRows(folder, 'CREATE SCHEMA hidden');
      await changeRows(folder, 'CREATE TABLE hidden.finding AS SELECT 1 AS a');
    },
    kind: 'added',
    what: /^case\.duckdb, table hidden\.finding$/,
  },
  {
    name: 'a table removed',
    make: (folder) => changeRows(folder, 'DROP TABLE decision'),
    kind: 'removed',
    what: /^case\.duckdb, table decision$/,
  },
  {
    name: 'the database removed',
    make: (folder) => rmSync(join(folder, 'case.duckdb')),
    kind: 'removed',
    what: /^case\.duckdb$/,
  },
  {
    name: 'the database damaged',
    make: (folder) => truncateSync(join(folder, 'case.duckdb'), 5000),
    kind: 'changed',
    what: /^case\.duckdb$/,
    detail: /cannot be opened/,
  },
  {
    name: 'the list of record hashes cut at its end',
    make: (folder) => truncateSync(join(folder, RECORDS), 4000),
    kind: 'cut',
    what: /^evidence\/record-hashes\.bin$/,
    detail: /hashes are missing/,
  },
  {
    name: 'a row added to the list of record hashes',
    make: (folder) => appendFileSync(join(folder, RECORDS), Buffer.alloc(40)),
    kind: 'added',
    what: /^evidence\/record-hashes\.bin$/,
  },
  {
    name: 'the hash of a record',
    make: (folder) => flip(join(folder, RECORDS), 39),
    kind: 'changed',
    what: /^evidence\/record-hashes\.bin$/,
    detail: /records of source 1 /,
  },
  {
    name: 'a kept source, packed anew with other content',
    make: (folder) => {
      const path = keptSource(folder);
      writeFileSync(path, gzipSync(`${gunzipSync(readFileSync(path)).toString('latin1')} `));
    },
    kind: 'changed',
    what: /^evidence\/sources\/[0-9a-f]{64}\.gz$/,
  },
  {
    name: 'a kept source removed',
    make: (folder) => rmSync(keptSource(folder)),
    kind: 'removed',
    what: /^evidence\/sources\/[0-9a-f]{64}\.gz$/,
  },
  {
    name: 'what was said of custody',
    make: (folder) => edit(join(folder, 'evidence', 'custody.json'), (text) => text.replace('Weber', 'Nobody')),
    kind: 'changed',
    what: /^evidence\/custody\.json$/,
  },
  {
    name: 'the time stamp of something else',
    make: (folder) => writeFileSync(join(folder, 'evidence', 'checkpoint.tsr'), answerFor(Buffer.alloc(32))),
    kind: 'changed',
    what: /^evidence\/checkpoint\.tsr$/,
    detail: /something else/,
  },
  {
    name: 'the time in the time stamp',
    make: (folder) => {
      const path = join(folder, 'evidence', 'checkpoint.tsr');
      const bytes = readFileSync(path);
      bytes.write('2020', bytes.indexOf('2026'));
      writeFileSync(path, bytes);
    },
    kind: 'changed',
    what: /^evidence\/checkpoint\.tsr$/,
    detail: /not the one that was attached/,
  },
  {
    name: 'the time stamp removed',
    make: (folder) => rmSync(join(folder, 'evidence', 'checkpoint.tsr')),
    kind: 'removed',
    what: /^evidence\/checkpoint\.tsr$/,
  },
  {
    name: 'the request for a time stamp',
    make: (folder) => flip(join(folder, 'evidence', 'checkpoint.tsq'), 30),
    kind: 'changed',
    what: /^evidence\/checkpoint\.tsq$/,
  },
];
