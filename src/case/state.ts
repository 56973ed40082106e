/**
 * How far a case has come. Derived facts and findings rest on the sources that were there; a phase counts as done only
 * for exactly those, so that a run that was interrupted, or a later ingest, is seen.
 */
import type { Database } from '../store/index.ts';

export const PHASES = ['ingest', 'derive', 'detect', 'scope', 'report'] as const;
export type Phase = (typeof PHASES)[number];

/** What a person reads while the phase runs: "Interrupted while …". */
export const PHASE_WORDS: Readonly<Record<Phase, string>> = {
  ingest: 'taking files in',
  derive: 'working out who is who',
  detect: 'running detections',
  scope: 'tracing what was accessed',
  report: 'writing the report',
};

/** Not one of the fact tables: it is about the case's own state, not about what happened. */
export async function createPhaseTable(database: Database): Promise<void> {
  await database.run('CREATE TABLE IF NOT EXISTS case_phase (phase VARCHAR, basis VARCHAR)');
}

/** Basis of the later phases: which sources are there, and whatever else the phase was given. */
export async function basisOf(database: Database, given = ''): Promise<string> {
  const row = await database.one('SELECT coalesce(max(source_id), 0) AS last, count(*) AS sources FROM source');
  return `${String(row['last'])}/${String(row['sources'])}${given === '' ? '' : `/${given}`}`;
}

/** Whether the phase is done for the present sources. */
export async function isDone(database: Database, phase: Phase, given = ''): Promise<boolean> {
  const rows = await database.all({ text: 'SELECT basis FROM case_phase WHERE phase = $1', values: [phase] });
  return rows[0]?.['basis'] === (await basisOf(database, given));
}

/** Notes that the phase is under way: until `markDone` it counts as never run. */
export async function markBegun(database: Database, phase: Phase): Promise<void> {
  await database.run({ text: 'DELETE FROM case_phase WHERE phase = $1', values: [phase] });
}

export async function markDone(database: Database, phase: Phase, given = ''): Promise<void> {
  await markBegun(database, phase);
  await database.run({
    text: 'INSERT INTO case_phase VALUES ($1, $2)',
    values: [phase, await basisOf(database, given)],
  });
}
