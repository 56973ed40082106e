/** A small case with everything in it that a seal covers, made from a part of the example. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  Case,
  decide,
  derivePhase,
  detectPhase,
  ingestPhase,
  keepCustody,
  type OpenCase,
  readCustodyFile,
  readLists,
  reportPhase,
  sealPhase,
} from '../../src/case/index.ts';
import { loadSigner, makeKey, type Signer } from '../../src/evidence/index.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/contoso/', import.meta.url));
export const NOW = new Date('2026-10-26T09:00:00Z');
export const LATER = new Date('2026-10-27T09:00:00Z');

const SOURCES = [
  'entra/signIns-interactive_2026-09-14_2026-10-08.json',
  'graph/MicrosoftGraphActivityLogs.jsonl.gz',
  'management-api/audit-2026-09-14_2026-09-27.zip',
  'management-api/audit-2026-10-01.json.gz',
];

const CUSTODY = `
- path: management-api/*
  collectedBy: E. Weber
  collectedAt: 2026-10-20T08:00:00+02:00
  tool: Management API, subscription Audit.Exchange
- path: MicrosoftGraphActivityLogs.jsonl.gz
  collectedBy: K. Adeyemi
  query: MicrosoftGraphActivityLogs | where TimeGenerated > ago(30d)
  receivedFrom: IT operations
`;

const SUSPECTS = 'kind,value,from,to,reason,author\nuser,daniel.moreau0@contoso.example,,,phished,E. Weber\n';

export interface Made {
  /** Temporary folder that holds everything. */
  readonly home: string;
  /** The exports as they were collected. */
  readonly exports: string;
  readonly folder: string;
  readonly signer: Signer;
  /** File of the private key. */
  readonly key: string;
  remove(): void;
}

export async function openCase(folder: string, mode: OpenCase['mode'], now = NOW): Promise<Case> {
  return await Case.open({ folder, mode, now, version: '1.2.3', memoryBytes: 1024 ** 3 });
}

/** Ingested, detected, decided and reported; not sealed. */
export async function makeCase({ keepSources = false } = {}): Promise<Made> {
  const home = mkdtempSync(join(tmpdir(), 'letterlock-seal-'));
  const exports = join(home, 'exports');
  for (const source of SOURCES) {
    mkdirSync(join(exports, source, '..'), { recursive: true });
    cpSync(join(EXAMPLE, source), join(exports, source));
  }
  // A line that is none, so that the numbers of records have a gap.
  writeFileSync(join(exports, 'damaged.jsonl'), '{"Id":"a","Operation":"x"}\nnot json\n{"Id":"b","Operation":"y"}\n');
  writeFileSync(join(home, 'custody.yml'), CUSTODY);
  writeFileSync(join(home, 'suspects.csv'), SUSPECTS);
  const folder = join(home, 'case');
  const key = join(home, 'config', 'seal-key.pem');
  await makeKey(key);
  const opened = await openCase(folder, 'make');
  try {
    await ingestPhase(opened, { paths: [exports], cwd: home, keepSources }, {});
    await keepCustody(opened, await readCustodyFile(join(home, 'custody.yml')));
    await derivePhase(opened, {}, {});
    const given = { suspects: [join(home, 'suspects.csv')] };
    const { findings } = await detectPhase(opened, given, await readLists(given), {});
    await decide(opened, { target: findings[0]?.id ?? '', state: 'confirmed', why: 'seen', author: 'E. Weber' });
    await reportPhase(opened, { version: '1.2.3' }, {});
  } finally {
    await opened.close();
  }
  return {
    home,
    exports,
    folder,
    key,
    signer: await loadSigner(key),
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
}

/** Seals a case, and closes it. */
export async function seal(folder: string, signer: Signer, given: { sources?: string; now?: Date } = {}) {
  const opened = await openCase(folder, 'write', given.now ?? NOW);
  try {
    return await sealPhase(opened, { signer, sources: given.sources, timestampRequest: true }, {});
  } finally {
    await opened.close();
  }
}
