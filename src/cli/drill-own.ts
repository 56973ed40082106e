/** `drill --own`: intrusions that never were, laid into somebody's own logs; and what is said of them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drillOwn, type OwnIntrusionScore, type OwnScore } from '../drill/index.ts';
import { EXIT } from '../errors.ts';
import type { Context } from './context.ts';
import { detectGiven } from './given.ts';
import { tellIssues } from './inputs.ts';
import type { CommonOptions } from './options.ts';
import { jsonText, plain } from './output.ts';
import { progressDisplay } from './progress.ts';
import { counted, grouped, table } from './table.ts';

export interface OwnGiven
  extends Pick<CommonOptions, 'knownGood' | 'detections' | 'geo' | 'memory' | 'now' | 'json' | 'quiet'> {
  readonly own?: readonly string[];
  readonly intrusion: readonly string[];
  readonly seed?: number;
}

export async function runOwn(context: Context, paths: readonly string[], given: OwnGiven): Promise<number> {
  const { output, signal, version } = context;
  const { json, quiet, geo, intrusion, seed = 1, memory } = given;
  const folder = await mkdtemp(join(tmpdir(), 'letterlock-drill-'));
  const display = progressDisplay(output.terminal && quiet !== true && json !== true);
  let whole = true;
  try {
    const score = await drillOwn({
      paths,
      cwd: process.cwd(),
      intrusions: intrusion,
      seed,
      now: given.now ?? context.now,
      folder,
      version,
      detect: detectGiven({ case: '', ...given }),
      geo,
      memoryBytes: memory,
      signal,
      onStep: (words) => display.phase(words),
      onIngested: (ingested) => {
        display.stop();
        whole = tellIssues(output, ingested);
      },
    });
    display.stop();
    output.out(json === true ? jsonText(score) : ownText(score));
    return whole ? EXIT.done : EXIT.failed;
  } finally {
    display.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

const OUTCOMES: Readonly<Record<OwnIntrusionScore['outcome'], string>> = {
  'alarm': 'ALARM',
  'review': 'for review',
  'missed': 'missed',
  'no-record': 'no record',
  'not-possible': 'not possible',
};

/** The score for a terminal. */
export function ownText(score: OwnScore): string {
  const { tenant, intrusions, alreadyThere, seed } = score;
  const laid = intrusions.filter(({ outcome }) => outcome !== 'not-possible');
  const alarms = laid.filter(({ outcome, joins }) => outcome === 'alarm' && !joins).length;
  const joining = laid.filter(({ joins }) => joins).length;
  return [
    `Your logs of ${tenant.vendor === 'google' ? 'Google Workspace' : 'Microsoft 365'} (${plain(tenant.id)}): accesses from ${tenant.from.slice(0, 10)} to ${tenant.to.slice(0, 10)}, ${counted(tenant.people, 'mailbox', 'mailboxes')}, seed ${seed}.\n`,
    `Intrusions laid into a copy of them, one at a time: ${alarms} of ${laid.length} would raise an alarm${joining === 0 ? '' : `, ${joining} would become part of one that is there already`}.\n`,
    table(
      ['intrusion', 'seen', 'tokens', 'mailboxes', 'messages', 'seen by'],
      intrusions.map((one) => [
        one.intrusion,
        OUTCOMES[one.outcome] + (one.joins ? ' (joins one)' : ''),
        part(one.score?.tokens),
        part(one.score?.mailboxes),
        part(one.score?.messages),
        seenText(one.seenBy),
      ]),
    ),
    'Tokens, mailboxes and messages: how many of those that your records show an alarm covers.\n',
    ...intrusions.flatMap(remarks),
    notRunText(score.notRun),
    alreadyText(alreadyThere),
    'Nothing of this is kept, and your files were only read.\n',
  ].join('\n');
}

function seenText([first, ...others]: OwnIntrusionScore['seenBy']): string {
  if (first === undefined) return '';
  return others.length === 0 ? first.detection : `${first.detection} and ${others.length} more`;
}

function part(covered: { readonly found: number; readonly of: number } | undefined): string {
  return covered === undefined || covered.of === 0 ? '-' : `${grouped(covered.found)} of ${grouped(covered.of)}`;
}

/** Why something was not seen, or not wholly. */
function remarks(one: OwnIntrusionScore): readonly string[] {
  const { intrusion, outcome, reason, uncollected, joins, besides, seenBy } = one;
  const lines: string[] = [];
  if (reason !== null) lines.push(`not possible: ${reason}.`);
  if (outcome === 'no-record') lines.push('your logs would hold no record of it.');
  if (outcome === 'missed') lines.push('your logs hold records of it, and no check found anything in them.');
  if (outcome === 'review')
    lines.push(
      `left to a person: ${seenBy.map(({ detection }) => detection).join(', ')}. None calls for an alarm by itself.`,
    );
  if (joins) lines.push('the alarm is there without it, and it would have become part of that.');
  if (outcome !== 'alarm')
    for (const { records, collect, here } of uncollected)
      lines.push(
        `${counted(records, 'record')} of it would be in ${collect}: ${here ? 'not here for that time' : 'not here'}.`,
      );
  if (besides > 0) lines.push(`${counted(besides, 'finding')} about your own records came with it.`);
  return lines.length === 0 ? [] : [`${intrusion}:\n${lines.map((line) => `  ${plain(line)}\n`).join('')}`];
}

/** What to collect so that more checks can run. */
function notRunText(notRun: OwnScore['notRun']): string {
  if (notRun.length === 0) return 'Every check for such logs could run.\n';
  const rows = notRun.map(({ missing, checks }) => [checks.length, missing]);
  return `Checks that could not run on your logs, and what they need\n\n${table(['checks', 'to collect'], rows)}`;
}

/** Incidents that are listed at most. */
const MOST_LISTED = 8;

function alreadyText({ alarms, review, incidents }: OwnScore['alreadyThere']): string {
  if (incidents.length === 0) return 'In your logs as they are, nothing is found.\n';
  const rest = incidents.length - MOST_LISTED;
  return [
    `In your logs as they are: ${counted(alarms, 'alarm')}, and ${counted(review, 'incident')} for review. A real intrusion may be among them;`,
    'they are not counted as false here. Look at them with `letterlock investigate`.\n',
    table(
      ['severity', 'findings', 'mailboxes', 'what'],
      incidents
        .slice(0, MOST_LISTED)
        .map(({ severity, findings, mailboxes, title }) => [severity, findings, mailboxes, title]),
    ) + (rest > 0 ? `and ${rest} more\n` : ''),
  ].join('\n');
}
