/**
 * Writes the bundled example: `contoso/`, logs as a responder is handed them, and the truth beside it. The tenant is the
 * world `example` of `letterlock simulate`; here its logs are put into the files of a hand-over, and a part is lost.
 * Usage: node tools/example.mjs [FOLDER], `examples/` by default. Needs a build.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cutGzip, gzip, zip } from './lib/pack.mjs';
import { ROOT } from './lib/process.mjs';

/** The tenant: three weeks from Monday 14 September 2026. */
const TENANT = {
  world: 'example',
  seed: 5,
  mailboxes: 12,
  days: 21,
  start: Date.UTC(2026, 8, 14),
  formats: /** @type {const} */ (['ual-lines', 'ual-csv', 'entra-pages', 'entra-diagnostic', 'graph-diagnostic']),
};

/** The feed by day of arrival: blobs in one zip before the first of these days, one file for the day that is cut off. */
const LINES_FROM = '2026-09-28';
const CUT_DAY = '2026-10-01';
/** Share of the records of that day that had been copied when the disk was full. */
const COPIED = 0.15;

/** What the portal was asked for: accesses to the victims' mailboxes on these days. */
const SEARCH = { from: '2026-09-29', to: '2026-09-30' };

const NOTES = `Handover, Monday

All of this is from our collector. The portal search is for three mailboxes of the Secretary's office: the vendor told us to
look at them, and did not say why. It came down twice. The file of 1 October broke off when the disk of the jump host was
full, and the collector no longer has that day. Mailbox settings and licences: ask operations, they never sent them.
Ada is on a tour, and Meridian is the new tool for meeting notes, both are fine.
`;

/**
 * @typedef {{ day: string, lines: readonly string[] }} Day
 * @typedef {import('../src/simulate/index.ts').SimulationSummary} Summary
 */

/** @param {string} folder its `contoso/` and `truth/` are replaced */
export async function makeExample(folder) {
  const { simulate } = await import(pathToFileURL(join(ROOT, 'dist', 'simulate', 'index.js')).href);
  const scratch = mkdtempSync(join(tmpdir(), 'letterlock-example-'));
  try {
    const out = join(scratch, 'tenant');
    /** @type {Summary} */
    const summary = await simulate({ ...TENANT, out });
    const logs = join(out, 'logs');
    const feed = daysOf(join(logs, 'audit'), /^audit-(.{10})-\d+\.jsonl$/);
    for (const name of ['contoso', 'truth']) rmSync(join(folder, name), { recursive: true, force: true });
    for (const [path, content] of [...exportsOf(logs, feed, victimsOf(summary)), ...truthOf(out, summary, feed)]) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** @param {Summary} summary */
function victimsOf({ intrusions }) {
  return new Set(intrusions.flatMap(({ mailboxes }) => mailboxes.map(({ mailboxId }) => mailboxId)));
}

/**
 * Path below the folder of the example, and content.
 * @param {string} logs @param {readonly Day[]} feed @param {ReadonlySet<string>} victims
 * @returns {readonly (readonly [string, string | Buffer])[]}
 */
function exportsOf(logs, feed, victims) {
  const search = portalSearch(join(logs, 'audit'), feed, victims);
  const [from, to] = [feed.at(0)?.day ?? '', feed.at(-1)?.day ?? ''];
  const early = feed.filter(({ day }) => day < LINES_FROM);
  const between = feed.filter(({ day }) => day >= LINES_FROM && day < CUT_DAY);
  const late = feed.filter(({ day }) => day > CUT_DAY);
  const lines = (/** @type {readonly Day[]} */ days) => days.flatMap((one) => one.lines);
  const signIns = (/** @type {RegExp} */ name) => lines(daysOf(join(logs, 'sign-ins'), name));
  const feedName = (/** @type {readonly Day[]} */ days) =>
    `contoso/management-api/audit-${days.at(0)?.day}_${days.at(-1)?.day}`;
  return [
    [`${feedName(early)}.zip`, zip(early.map((one) => ({ name: `audit-${one.day}.json`, text: array(one.lines) })))],
    [`${feedName(between)}.jsonl.gz`, gzip(text(lines(between)))],
    [`contoso/management-api/audit-${CUT_DAY}.json.gz`, cutGzip(broken(feed))],
    [`${feedName(late)}.jsonl.gz`, gzip(text(lines(late)))],
    [`contoso/purview/AuditLog_${SEARCH.from}_${SEARCH.to}.csv`, search],
    [`contoso/purview/AuditLog_${SEARCH.from}_${SEARCH.to} (1).csv`, search],
    [`contoso/entra/signIns-interactive_${from}_${to}.json`, page(logs)],
    [
      'contoso/entra/NonInteractiveUserSignInLogs.jsonl.gz',
      gzip(text(signIns(/^noninteractive-rows-(.{10})-\d+\.jsonl$/))),
    ],
    [
      'contoso/graph/MicrosoftGraphActivityLogs.jsonl.gz',
      gzip(text(lines(daysOf(join(logs, 'graph'), /^activity-(.{10})-\d+\.jsonl$/)))),
    ],
    ['contoso/people.csv', readFileSync(join(logs, 'people.csv'), 'utf8')],
    ['contoso/handover-notes.txt', NOTES],
  ];
}

/** Lines of the files of a folder, by the day in their name. @param {string} folder @param {RegExp} name @returns {readonly Day[]} */
function daysOf(folder, name, between = '\n') {
  /** @type {Map<string, string[]>} */
  const days = new Map();
  for (const file of readdirSync(folder).sort()) {
    const day = name.exec(file)?.[1];
    if (day === undefined) continue;
    const lines = readFileSync(join(folder, file), 'utf8').split(between);
    days.set(day, [...(days.get(day) ?? []), ...lines.slice(0, -1)]);
  }
  return [...days].map(([day, lines]) => ({ day, lines }));
}

const text = (/** @type {readonly string[]} */ lines) => lines.map((line) => `${line}\n`).join('');
const array = (/** @type {readonly string[]} */ records) => `[${records.join(',\n')}]\n`;

/** The day that broke off: what had been copied, what had not. @param {readonly Day[]} feed */
function cutDay(feed) {
  const lines = feed.find(({ day }) => day === CUT_DAY)?.lines ?? [];
  const copied = Math.floor(lines.length * COPIED);
  return { copied: lines.slice(0, copied), lost: lines.slice(copied) };
}

/** Its text ends in the middle of a record. @param {readonly Day[]} feed */
function broken(feed) {
  const { copied, lost } = cutDay(feed);
  const next = lost.at(0) ?? '';
  return `[${[...copied, next.slice(0, next.length / 2)].join(',\n')}`;
}

/**
 * The search of the portal: rows of the CSV, which stand in the same order as the lines of the feed.
 * @param {string} audit @param {readonly Day[]} feed @param {ReadonlySet<string>} victims
 */
function portalSearch(audit, feed, victims) {
  const rows = daysOf(audit, /^purview-(.{10})-\d+\.csv$/, '\r\n');
  const head = rows.at(0)?.lines.at(0);
  const found = rows.flatMap(({ day, lines }) => {
    const records = feed.find((one) => one.day === day)?.lines ?? [];
    if (lines.length !== records.length + 1) throw new Error(`the CSV of ${day} and its lines differ`);
    return lines.slice(1).filter((_, index) => {
      const { Operation, MailboxGuid, CreationTime } = JSON.parse(records[index] ?? '{}');
      const on = String(CreationTime).slice(0, 10);
      return Operation === 'MailItemsAccessed' && victims.has(MailboxGuid) && on >= SEARCH.from && on <= SEARCH.to;
    });
  });
  return `${[head, ...found].join('\r\n')}\r\n`;
}

/** All interactive sign-ins as one answer of Graph. @param {string} logs */
function page(logs) {
  const folder = join(logs, 'sign-ins');
  const files = readdirSync(folder).filter((file) => /^interactive-.*\.json$/.test(file));
  const pages = files.sort().map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')));
  return `${JSON.stringify({ ...pages[0], value: pages.flatMap(({ value }) => value) }, null, 1)}\n`;
}

/**
 * The truth of the simulation, and what of it was lost between the collector and the responder.
 * @param {string} out @param {Summary} summary @param {readonly Day[]} feed
 * @returns {readonly (readonly [string, string])[]}
 */
function truthOf(out, { files: _, ...summary }, feed) {
  const elsewhere = new Set(feed.filter(({ day }) => day !== CUT_DAY).flatMap(({ lines }) => lines));
  const lost = cutDay(feed).lost.filter((line) => !elsewhere.has(line));
  const notHandedOver = {
    file: `management-api/audit-${CUT_DAY}.json.gz`,
    recordIds: lost.map((line) => JSON.parse(line).Id).sort(),
  };
  return [
    ['truth/truth.json', `${JSON.stringify({ ...summary, notHandedOver }, null, 2)}\n`],
    ['truth/truth.jsonl', readFileSync(join(out, 'truth', 'truth.jsonl'), 'utf8')],
  ];
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await makeExample(resolve(process.argv[2] ?? join(ROOT, 'examples')));
}
