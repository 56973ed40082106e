/** The log of what was done to a case: every phase that changes it leaves an entry, however it ended. */
import { join } from 'node:path';
import { LetterlockError } from '../errors.ts';
import { appendLog, type Canonical, LOG_FILE, type LogAction } from '../evidence/index.ts';
import type { Case } from './case.ts';
import { caseFault } from './faults.ts';

/** Runs `work` and notes it: what it was given, what came out, or with which fault it ended. */
export async function journaled<Result>(
  opened: Case,
  action: LogAction,
  given: Canonical,
  work: () => Promise<Result>,
  outcome: (result: Result) => Canonical,
): Promise<Result> {
  let result: Result;
  try {
    result = await work();
  } catch (error) {
    const code = error instanceof LetterlockError ? error.code : 'internal';
    // The fault that ended the work is the one to tell; a case that was taken back has no log any more.
    await note(opened, action, code, { given }).catch(() => undefined);
    throw error;
  }
  await note(opened, action, 'done', { given, result: outcome(result) });
  return result;
}

/** Adds an entry to `evidence/log.jsonl`, with the clock of the case. Throws `disk-full`, `case-not-writable`. */
export async function note(opened: Case, action: LogAction, outcome: string, details: Canonical): Promise<void> {
  const file = join(opened.paths.evidence, LOG_FILE);
  const entry = { action, outcome, at: opened.now, program: opened.version, details };
  await appendLog(file, entry).catch((error: unknown) => {
    throw caseFault(error, opened.paths.shown);
  });
}

/** As the log has it: dates as text, what is not given left out. */
export function plainOf(value: object): Canonical {
  return JSON.parse(JSON.stringify(value)) as Canonical;
}
