/**
 * How far a case has come. Derived facts and findings rest on the sources that were there; a phase counts as done only
 * for exactly those, so that a run that was interrupted, or a later ingest, is seen.
 */
import { type Database, inTransaction } from '../store/index.ts';

/** Those of an investigation, in their order. */
export const PHASES = ['ingest', 'derive', 'detect', 'scope', 'report'] as const;
/** Sealing stands apart: a case is sealed when a person says so. */
export type Phase = (typeof PHASES)[number] | 'seal';

/** What a person reads while the phase runs: "Interrupted while …". */
export const PHASE_WORDS: Readonly<Record<Phase, string>> = {
  ingest: 'taking files in',
  derive: 'working out who is who',
  detect: 'running detections',
  scope: 'tracing what was accessed',
  report: 'writing the report',
  seal: 'sealing the case',
};

/** Not one of the fact tables: it is about the case's own state, not about what happened. */
export async function createPhaseTable(database: Database): Promise<void> {
  await database.run('CREATE TABLE IF NOT EXISTS case_phase (phase VARCHAR, basis VARCHAR, given VARCHAR)');
}

/** What the later phases rest on: which sources are there. */
export async function basisOf(database: Database): Promise<string> {
  const row = await database.one('SELECT coalesce(max(source_id), 0) AS last, count(*) AS sources FROM source');
  return `${String(row.last)}/${String(row.sources)}`;
}

/** What the phase was given when it was done for the present sources; null where it is not done. */
export async function doneWith(database: Database, phase: Phase): Promise<string | null> {
  const rows = await database.all({ text: 'SELECT basis, given FROM case_phase WHERE phase = $1', values: [phase] });
  const [row] = rows;
  return row !== undefined && row.basis === (await basisOf(database)) ? String(row.given) : null;
}

/** From here until `markDone` the phase counts as never run. */
export async function markBegun(database: Database, phase: Phase): Promise<void> {
  await database.run({ text: 'DELETE FROM case_phase WHERE phase = $1', values: [phase] });
}

/** `given`: what a later phase must know of what this one was told, as JSON. */
export async function markDone(database: Database, phase: Phase, given = '{}'): Promise<void> {
  const basis = await basisOf(database);
  await inTransaction(database, async () => {
    await markBegun(database, phase);
    await database.run({ text: 'INSERT INTO case_phase VALUES ($1, $2, $3)', values: [phase, basis, given] });
  });
}
