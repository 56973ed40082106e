/** The score of a drill in somebody's own logs, for a terminal. */
import type { OwnIntrusionScore, OwnScore, Part } from '../drill/index.ts';
import { type Colour, painter, wrapped } from '../report/index.ts';
import { cutOffText, type Look, said } from './drill-text.ts';
import { plain } from './output.ts';
import { counted, grouped, table, tableRows } from './table.ts';

interface OutcomeLook {
  readonly words: string;
  readonly colour: Colour | null;
}

const OUTCOMES: Readonly<Record<OwnIntrusionScore['outcome'], OutcomeLook>> = {
  'alarm': { words: 'ALARM', colour: 'green' },
  'review': { words: 'for review', colour: 'yellow' },
  'missed': { words: 'missed', colour: 'red' },
  'no-record': { words: 'no record', colour: 'red' },
  'not-possible': { words: 'not possible', colour: 'dim' },
};

/** The alarm is not the intrusion's own. */
const JOINS: OutcomeLook = { words: 'joins an alarm', colour: 'yellow' };

export function ownText(score: OwnScore, look: Look): string {
  const { tenant, intrusions, seed, cutOff } = score;
  const vendor = tenant.vendor === 'google' ? 'Google Workspace' : 'Microsoft 365';
  const from = tenant.from.slice(0, 10);
  const to = tenant.to.slice(0, 10);
  return [
    ...(cutOff === undefined ? [] : [cutOffText(cutOff, 'intrusions', look)]),
    said(
      `Your logs of ${vendor} (${plain(tenant.id)}): accesses to mail from ${from} to ${to}, ${counted(tenant.people, 'mailbox', 'mailboxes')}, seed ${seed}.`,
      look,
    ),
    said(`Intrusions laid into a copy of them, one at a time: ${resultText(intrusions)}`, look, 'bold'),
    intrusionsText(intrusions, look),
    said(
      'Tokens, mailboxes, messages: how many of those that your logs show of it the alarm covers; a dash where they show none.',
      look,
    ),
    notRunText(score.notRun, look),
    alreadyText(score.alreadyThere, look),
    said('Nothing of this is kept, and your files were only read.', look),
  ].join('\n');
}

function resultText(intrusions: readonly OwnIntrusionScore[]): string {
  const laid = intrusions.filter(({ outcome }) => outcome !== 'not-possible');
  const alarms = laid.filter(({ outcome, joins }) => outcome === 'alarm' && !joins).length;
  const joining = laid.filter(({ joins }) => joins).length;
  const joined = joining === 0 ? '' : `, ${joining} would become part of one that is there already`;
  return `${alarms} of ${laid.length} would raise an alarm${joined}.`;
}

/** Each intrusion as a row, with what is to be said of it below. */
function intrusionsText(intrusions: readonly OwnIntrusionScore[], look: Look): string {
  const looks = intrusions.map(({ outcome, joins }) => (joins ? JOINS : OUTCOMES[outcome]));
  const [header = [], ...rows] = tableRows(
    ['intrusion', 'seen', 'tokens', 'mailboxes', 'messages'],
    intrusions.map(({ intrusion, score }, row) => [
      intrusion,
      looks[row]?.words ?? '',
      covered(score?.tokens),
      covered(score?.mailboxes),
      covered(score?.messages),
    ]),
    {
      columns: look.columns,
      paint: (text, row, column) => painter(look.colour)(text, column === 1 ? (looks[row]?.colour ?? null) : null),
    },
  );
  const lines = rows.flatMap((row, index) => {
    const one = intrusions[index];
    const remarks = one === undefined ? [] : [one.title, ...remarksOn(one)];
    return [...row, ...remarks.flatMap((remark) => wrapped(plain(remark), look.columns, '  '))];
  });
  return `${[...header, ...lines].join('\n')}\n`;
}

function covered(part: Part | undefined): string {
  if (part === undefined || part.of === 0) return '-';
  return part.found === part.of ? `all ${grouped(part.of)}` : `${grouped(part.found)} of ${grouped(part.of)}`;
}

/** What saw it, and why something was not seen, or not wholly. */
function remarksOn({ outcome, reason, uncollected, joins, besides, seenBy }: OwnIntrusionScore): readonly string[] {
  const lines: string[] = [];
  if (reason !== null) lines.push(`Not possible: ${reason}.`);
  if (outcome === 'no-record') lines.push('Your logs would hold no record of it.');
  if (outcome === 'missed') lines.push('Your logs hold records of it, and no check found anything in them.');
  const [first, ...others] = seenBy;
  if (first !== undefined)
    lines.push(
      `Seen by ${first.detection}${others.length === 0 ? '' : ` and ${counted(others.length, 'other check')}`}.`,
    );
  if (outcome === 'review') lines.push('Left to a person: nothing in it calls for an alarm by itself.');
  if (joins) lines.push('An alarm is there without it, and it would have become part of that.');
  if (outcome !== 'alarm')
    for (const { records, collect, here } of uncollected)
      lines.push(`${here ? 'Not here for that time' : 'Not here'}: ${collect} (${counted(records, 'record')} of it).`);
  if (besides > 0) lines.push(`${counted(besides, 'finding')} about your own records came with it.`);
  return lines;
}

/** What to collect so that more checks can run. */
function notRunText(notRun: OwnScore['notRun'], look: Look): string {
  if (notRun.length === 0) return said('Every check for such logs could run.', look);
  const rows = notRun.map(({ missing, checks }) => [checks.length, missing]);
  const words = 'Checks that could not run on your logs, and what they need';
  return `${said(words, look, 'bold')}\n${table(['checks', 'to collect'], rows, { columns: look.columns })}`;
}

/** Incidents that are listed at most. */
const MOST_LISTED = 8;

function alreadyText({ alarms, review, incidents }: OwnScore['alreadyThere'], look: Look): string {
  if (incidents.length === 0) return said('In your logs as they are, nothing is found.', look);
  const rest = incidents.length - MOST_LISTED;
  const shown = incidents.slice(0, MOST_LISTED).flatMap(({ severity, findings, mailboxes, title }) => {
    const size = `${counted(findings, 'finding')}, ${counted(mailboxes, 'mailbox', 'mailboxes')}`;
    return wrapped(plain(`${severity.toUpperCase()} ${title} (${size})`), look.columns, '  - ');
  });
  return [
    said(
      `In your logs as they are: ${counted(alarms, 'alarm')}, and ${counted(review, 'incident')} for review`,
      look,
      'bold',
    ),
    said(
      'A real intrusion may be among them; they are not counted as false here. Look at them with `letterlock investigate`.',
      look,
    ),
    `${[...shown, ...(rest > 0 ? [`  and ${rest} more`] : [])].join('\n')}\n`,
  ].join('\n');
}
