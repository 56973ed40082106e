/**
 * A large intrusion: 60,000 messages named in ten mailboxes, in a case of millions of ordinary records. Scope and all files
 * of the report are to take no longer than the ingest, and no more memory than the bench allows.
 */
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { type Measurement, measure } from './measure.ts';
import { accessRecord, intruderRecord, makeTenant } from './records.ts';

const MAILBOXES = 10;
const MESSAGES = 60_000;
const PER_RECORD = 6;
/** The intruder's token, as the list of suspects names it. */
const FORGED = 'f0f0f0f0-1111-4222-8333-444444444400';

export interface ExposureRun {
  readonly ingest: Measurement;
  readonly detect: Measurement;
  readonly report: Measurement;
  /** Notification sheets written: two a mailbox and the index. */
  readonly sheets: number;
}

/** Records as lines, the intruder's among them from the middle on; and the list of suspects beside them. */
function generate(root: string, records: number): string {
  const folder = join(root, `exposure-${records}`);
  if (existsSync(folder)) return folder;
  const building = `${folder}.building`;
  rmSync(building, { recursive: true, force: true });
  mkdirSync(join(building, 'logs'), { recursive: true });
  writeFileSync(join(building, 'suspects.csv'), `kind,value\ntoken,${FORGED}\n`);
  const tenant = makeTenant(20261125, Math.max(100, Math.round(records / 1000)));
  const hostile = MESSAGES / PER_RECORD;
  const every = Math.max(1, Math.floor(records / 2 / hostile));
  const file = openSync(join(building, 'logs', 'audit.jsonl'), 'w');
  let lines: string[] = [];
  let written = 0;
  for (let index = 0; index < records; index += 1) {
    lines.push(accessRecord(tenant, index, records));
    if (index >= records / 2 && index % every === 0 && written < hostile) {
      const numbers = Array.from({ length: PER_RECORD }, (_, at) => written * PER_RECORD + at);
      lines.push(intruderRecord(tenant, { user: written % MAILBOXES, share: index / records, token: FORGED, numbers }));
      written += 1;
    }
    if (lines.length >= 4096) {
      writeSync(file, `${lines.join('\n')}\n`);
      lines = [];
    }
  }
  if (lines.length > 0) writeSync(file, `${lines.join('\n')}\n`);
  closeSync(file);
  renameSync(building, folder);
  return folder;
}

/** The steps one by one, each as a process of its own. Throws where one of them fails. */
export async function measureExposure(main: string, root: string, records: number): Promise<ExposureRun> {
  const folder = generate(root, records);
  const caseFolder = join(root, 'case-exposure');
  rmSync(caseFolder, { recursive: true, force: true });
  const step = async (...args: readonly string[]): Promise<Measurement> => {
    const result = await measure([main, ...args, '--case', caseFolder, '--quiet']);
    if (result.status !== 0) throw new Error(`${args[0] ?? ''} ended with status ${result.status}`);
    return result;
  };
  const ingest = await step('ingest', join(folder, 'logs'));
  const detect = await step('detect', '--suspect', join(folder, 'suspects.csv'));
  const report = await step('report');
  const sheets = readdirSync(join(caseFolder, 'report', 'sheets')).length;
  rmSync(caseFolder, { recursive: true, force: true });
  return { ingest, detect, report, sheets };
}
