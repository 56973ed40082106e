/**
 * What was done to a case: `evidence/log.jsonl`, one entry a line, each with the hash of the line before it. Entries are
 * only ever added; what the seal covers is the number of lines and the hash of the last.
 */
import { appendFile, readFile } from 'node:fs/promises';
import { z } from 'zod';
import { type Canonical, canonicalJson, sha256 } from './canonical.ts';

export const LOG_FILE = 'log.jsonl';

/** What changes a case, and what only speaks of it. */
export const LOG_ACTIONS = ['ingest', 'derive', 'detect', 'report', 'decide', 'custody', 'seal', 'attach'] as const;
export type LogAction = (typeof LOG_ACTIONS)[number];

/** An entry as it is given; number and chain are added. */
export interface LogGiven {
  readonly action: LogAction;
  /** `done`, or the code of the fault. */
  readonly outcome: string;
  /** The clock of the run. */
  readonly at: Date;
  /** Version of the program; null where it was not told. */
  readonly program: string | null;
  /** What it was given and what came out: figures, versions, hashes. */
  readonly details: Canonical;
}

const entrySchema = z.strictObject({
  seq: z.int().positive(),
  previous: z.string().regex(/^[0-9a-f]{64}$/),
  at: z.string(),
  action: z.enum(LOG_ACTIONS),
  outcome: z.string(),
  program: z.string().nullable(),
  details: z.json(),
});
export type LogEntry = z.infer<typeof entrySchema>;

/** Before the first entry there is nothing. */
const NOTHING = '0'.repeat(64);

/** One line of the log: its hash and, where it is a sound entry that follows the line before it, the entry. */
export interface LogLine {
  /** SHA-256 of the line without its newline. */
  readonly sha256: string;
  readonly entry: LogEntry | null;
  /** Why it is no sound entry; null where it is one. */
  readonly problem: string | null;
}

/** The log of a case, oldest first; empty where there is none. */
export async function readLog(file: string): Promise<readonly LogLine[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  });
  const lines = text.split('\n');
  // The last line ends with a newline; whatever stands behind it was cut off while it was written.
  if (lines.at(-1) === '') lines.pop();
  let previous = NOTHING;
  return lines.map((line, index) => {
    const read = readLine(line, index + 1, previous);
    previous = read.sha256;
    return read;
  });
}

function readLine(line: string, seq: number, previous: string): LogLine {
  const own = sha256(line);
  const parsed = entrySchema.safeParse(jsonOrNull(line));
  if (!parsed.success) return { sha256: own, entry: null, problem: 'is no entry' };
  const entry = parsed.data;
  if (entry.previous !== previous) return { sha256: own, entry, problem: 'does not follow the line before it' };
  if (entry.seq !== seq) return { sha256: own, entry, problem: `says that it is number ${entry.seq}` };
  return { sha256: own, entry, problem: null };
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Adds an entry. A last line that was cut off while it was written stays, and is ended. */
export async function appendLog(file: string, given: LogGiven): Promise<void> {
  const lines = await readLog(file);
  const { action, outcome, program, details } = given;
  const entry = canonicalJson({
    seq: lines.length + 1,
    previous: lines.at(-1)?.sha256 ?? NOTHING,
    at: given.at.toISOString(),
    action,
    outcome,
    program,
    details,
  });
  const unended = lines.length > 0 && !(await readFile(file, 'utf8')).endsWith('\n');
  await appendFile(file, `${unended ? '\n' : ''}${entry}\n`);
}
