/**
 * What no log shows: statements that a report owes its reader. Each stands among the checks as "not run", and none counts
 * against the verdict, since nothing that could be collected would change it.
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { LetterlockError } from '../errors.ts';
import { VENDORS } from '../facts/index.ts';
import { hashOf, modulesOf, preparedText, readPrepared } from '../facts/prepared.ts';
import type { Database } from '../store/index.ts';
import { compareText, type DetectionRun } from './finding.ts';
import { parseYaml, placeOf } from './located.ts';
import { holdings } from './preconditions.ts';

const sentence = z.string().trim().min(1);

const SCHEMA = z.strictObject({
  source: z.url(),
  version: z.string(),
  date: z.iso.date(),
  statements: z
    .array(
      z.strictObject({
        /** Like the id of a detection, of which none has it. */
        id: z.string().regex(/^[a-z0-9-]+\/[a-z0-9-]+$/),
        /** Whose logs do not show it. */
        vendor: z.enum(VENDORS),
        title: sentence.max(100),
        /** Why, without a full stop: it follows a colon. */
        reason: sentence,
        /** What can be looked at instead. */
        instead: sentence,
        references: z.array(z.url()).min(1),
      }),
    )
    .min(1)
    .readonly(),
});

export type NotObservable = Readonly<z.infer<typeof SCHEMA>['statements'][number]>;

const FILE = new URL('../../reference/not-observable.yml', import.meta.url);
/** The same as parsed at the build. */
const PREPARED = new URL('../reference/not-observable.json', import.meta.url);

/** Reads reference/not-observable.yml; a fault in it is a fault of this program's installation. */
export function notObservable(file: URL = FILE): readonly NotObservable[] {
  const text = readFileSync(file, 'utf8');
  return readPrepared<readonly NotObservable[]>(PREPARED, statementsHash(text)) ?? statementsOf(text);
}

/** What `notObservable` can use later, as text of a file. */
export function prepareNotObservable(): string {
  const text = readFileSync(FILE, 'utf8');
  return preparedText(statementsHash(text), statementsOf(text));
}

function statementsHash(text: string): string {
  const modules = modulesOf(import.meta.url, ['not-observable', 'located', '../facts/vocabulary']);
  return hashOf([...modules, { path: 'not-observable.yml', text }]);
}

function statementsOf(text: string): readonly NotObservable[] {
  const parsed = parseYaml('reference/not-observable.yml', text, SCHEMA);
  if (parsed.ok) return parsed.located.value.statements;
  const [first] = parsed.problems;
  throw new LetterlockError('internal', {
    what: first === undefined ? 'not-observable.yml' : `${first.file}${placeOf(first)}: ${first.problem}`,
  });
}

/** The statements as runs that did not take place, for the vendors whose logs the case holds; in the order of ids. */
export async function notObservableRuns(
  database: Database,
  statements: readonly NotObservable[],
): Promise<readonly DetectionRun[]> {
  const kinds = [...(await holdings(database)).logs.keys()].filter((kind) => kind !== 'people');
  const present = (vendor: NotObservable['vendor']): boolean =>
    kinds.some((kind) => kind.startsWith('google-') === (vendor === 'google'));
  return statements
    .filter(({ vendor }) => present(vendor))
    .map(({ id, reason, instead }) => ({
      detection: id,
      version: 1,
      ran: false,
      reason: `not observable by these logs: ${reason}. ${instead.replace(/\.$/, '')}`,
      missing: [],
      findings: 0,
      lookedAt: 0,
    }))
    .sort((a, b) => compareText(a.detection, b.detection));
}

/** What a report needs to know of a statement, in the form that detections have. */
export function statementInfo({ id, title, reason, instead }: NotObservable) {
  return {
    id,
    version: 1,
    title,
    status: 'stable',
    subject: 'organisation',
    severity: 'info',
    requires: [],
    falsePositives: [],
    blindSpots: [`${reason.charAt(0).toUpperCase()}${reason.slice(1)}. ${instead}`],
    response: [],
  } as const;
}
