/** A person's judgement on a finding, an incident or a tie: appended, never overwritten; the newest of a target stands. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LetterlockError } from '../errors.ts';
import { appendRows } from '../store/index.ts';
import type { Case } from './case.ts';
import { note } from './journal.ts';

export const DECISION_STATES = ['confirmed', 'benign', 'unsure'] as const;
export type DecisionState = (typeof DECISION_STATES)[number];

export interface Judgement {
  /** Finding (`f-…`), incident (`i-…`) or tie (`link:INCIDENT:KIND:VALUE`). */
  readonly target: string;
  readonly state: DecisionState;
  readonly why: string;
  readonly author: string;
}

/** Keeps the judgement, with the clock of the case. Throws `decision-target` for an id that the case does not have. */
export async function decide(opened: Case, judgement: Judgement): Promise<void> {
  const { target, state, why, author } = judgement;
  if (why.trim() === '' || author.trim() === '') throw new TypeError('a judgement has a reason and an author');
  if (!(await isTarget(opened, target))) throw new LetterlockError('decision-target', { id: target });
  await appendRows(opened.database, 'decision', [
    { target, state, why: why.trim(), author: author.trim(), decided_at: opened.now },
  ]);
  await note(opened, 'decide', 'done', { target, state, why: why.trim(), author: author.trim() });
}

async function isTarget(opened: Case, target: string): Promise<boolean> {
  const rows = await opened.database.all({
    text: 'SELECT 1 FROM finding WHERE finding_id = $1 LIMIT 1',
    values: [target],
  });
  if (rows.length > 0) return true;
  const incidents = await reportedIncidents(opened);
  if (!target.startsWith('link:')) return incidents.has(target);
  const [, incident = '', kind = '', ...value] = target.split(':');
  return incidents.get(incident)?.has(`${kind}:${value.join(':')}`) === true;
}

/** Incidents of the last report with their ties, `kind:value`. They are computed, not stored: the report is where a person has them from. */
async function reportedIncidents(opened: Case): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const text = await readFile(join(opened.paths.report, 'summary.json'), 'utf8').catch(() => '{}');
  const { incidents = [] } = JSON.parse(text) as {
    incidents?: readonly { id: string; links?: readonly { kind: string; value: string }[] }[];
  };
  return new Map(
    incidents.map(({ id, links = [] }) => [id, new Set(links.map(({ kind, value }) => `${kind}:${value}`))]),
  );
}
