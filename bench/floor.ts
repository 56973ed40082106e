/** Runs the floor once, as a process of its own: `node floor.js FOLDER FORMAT DATABASE`. */
import { createHash } from 'node:crypto';
import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { AUDIT_FIELDS, type Fields, type FieldType, SIGN_IN_FIELDS } from './columns.ts';
import type { BenchFormat } from './generate.ts';

/** A field as the engine's type. */
function typeOf(field: FieldType): string {
  if (field === 'text') return 'VARCHAR';
  if (isList(field)) return `${typeOf(field[0])}[]`;
  return `STRUCT(${entriesOf(field).join(', ')})`;
}

function isList(field: FieldType): field is readonly [FieldType] {
  return Array.isArray(field);
}

function entriesOf(fields: Fields): readonly string[] {
  return Object.entries(fields).map(([name, field]) => `"${name}" ${typeOf(field)}`);
}

/** Fields as `read_json` takes its columns. */
function columnsOf(fields: Fields): string {
  return `{${Object.entries(fields)
    .map(([name, field]) => `"${name}": ${text(typeOf(field))}`)
    .join(', ')}}`;
}

function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** The input as the engine's own JSON reader takes it. CSV has no floor: it is held against lines. */
function relation(folder: string, format: Exclude<BenchFormat, 'csv'>): string {
  const columns = columnsOf(AUDIT_FIELDS);
  switch (format) {
    case 'lines':
      return `read_json(${text(join(folder, 'audit.jsonl'))}, format = 'newline_delimited', columns = ${columns})`;
    case 'array':
      return `read_json(${text(join(folder, 'audit.json'))}, format = 'array', columns = ${columns}, maximum_object_size = 33554432)`;
    case 'blobs':
      return `read_json(${text(join(folder, 'blob-*.json'))}, format = 'array', columns = ${columns})`;
    case 'pages': {
      const struct = `STRUCT(auditData ${typeOf(AUDIT_FIELDS)})[]`;
      return `(SELECT unnest(page.auditData) FROM (SELECT unnest(value) AS page FROM read_json(${text(join(folder, 'page-*.json'))}, columns = {value: ${text(struct)}}, maximum_object_size = 33554432)))`;
    }
    default:
      throw new TypeError(`no floor for ${format satisfies never as string}`);
  }
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path, { highWaterMark: 1024 ** 2 })) hash.update(piece as Buffer);
  return hash.digest('hex');
}

const [folder = '', format = '', database = ''] = process.argv.slice(2);
const sql = readFileSync(new URL('../../bench/floor.sql', import.meta.url), 'utf8')
  .replace('{relation}', () => relation(folder, format as Exclude<BenchFormat, 'csv'>))
  .replace('{signins}', () => text(join(folder, 'signins.jsonl')))
  .replace('{columns}', () => columnsOf(SIGN_IN_FIELDS));
const connection = await (await DuckDBInstance.create(database)).connect();
await connection.run(sql);
for (const name of readdirSync(folder)) await sha256(join(folder, name));
connection.closeSync();
