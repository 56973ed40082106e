/** Runs the floor once, as a process of its own: `node floor.js FOLDER FORMAT DATABASE`. */
import { createHash } from 'node:crypto';
import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { BenchFormat } from './generate.ts';

const COLUMNS: readonly (readonly [string, string])[] = [
  ...[
    'CreationTime',
    'Id',
    'Operation',
    'OrganizationId',
    'RecordType',
    'ResultStatus',
    'UserId',
    'UserKey',
    'UserType',
    'AppId',
    'ClientAppId',
    'ClientIPAddress',
    'ClientInfoString',
    'ExternalAccess',
    'LogonType',
    'MailboxGuid',
    'MailboxOwnerSid',
    'MailboxOwnerUPN',
    'SessionId',
    'TokenObjectId',
    'TokenTenantId',
    'OperationCount',
  ].map((name) => [name, 'VARCHAR'] as const),
  ['OperationProperties', 'STRUCT("Name" VARCHAR, "Value" VARCHAR)[]'],
  ['AppAccessContext', 'STRUCT(UniqueTokenId VARCHAR, IssuedAtTime VARCHAR, AADSessionId VARCHAR)'],
  ['Item', 'STRUCT(ParentFolder STRUCT(Id VARCHAR, "Path" VARCHAR))'],
  [
    'Folders',
    'STRUCT("Path" VARCHAR, FolderItems STRUCT(Id VARCHAR, InternetMessageId VARCHAR, SizeInBytes VARCHAR)[])[]',
  ],
];

function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** The input as the engine's own JSON reader takes it. CSV has no floor: it is held against lines. */
function relation(folder: string, format: Exclude<BenchFormat, 'csv'>): string {
  const columns = `{${COLUMNS.map(([name, type]) => `${name}: ${text(type)}`).join(', ')}}`;
  switch (format) {
    case 'lines':
      return `read_json(${text(join(folder, 'audit.jsonl'))}, format = 'newline_delimited', columns = ${columns})`;
    case 'array':
      return `read_json(${text(join(folder, 'audit.json'))}, format = 'array', columns = ${columns}, maximum_object_size = 33554432)`;
    case 'blobs':
      return `read_json(${text(join(folder, 'blob-*.json'))}, format = 'array', columns = ${columns})`;
    case 'pages': {
      const struct = `STRUCT(auditData STRUCT(${COLUMNS.map(([name, type]) => `${name} ${type}`).join(', ')}))[]`;
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
  .replace('{signins}', () => text(join(folder, 'signins.jsonl')));
const connection = await (await DuckDBInstance.create(database)).connect();
await connection.run(sql);
for (const name of readdirSync(folder)) await sha256(join(folder, name));
connection.closeSync();
