/** Intrusions laid into somebody's own logs, through the whole program; her files are only read. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, expectTypeOf, it, vi } from 'vitest';
import type { z } from 'zod';
import { ownText } from '../../src/cli/drill-own-text.ts';
import { drillOwn, type OwnScore } from '../../src/drill/index.ts';
import { ownSchema, ownSchemaText } from '../../src/drill/own/schema.ts';
import type { OwnView } from '../../src/drill/view.ts';
import { columnsOf } from '../../src/report/index.ts';
import { DEFAULT_FORMATS, DEFAULT_START, simulate, type World } from '../../src/simulate/index.ts';
import { backup } from '../../src/simulate/troubles/backup.ts';
import { letterlock, NOW } from '../cli/program.ts';
import { dataIn, type Writable } from './page.ts';

const LOOK = { columns: 80, colour: false };

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const LAB = fileURLToPath(new URL('../../../shared/data/m365-lab-2021/', import.meta.url));
const lab = existsSync(LAB);
if (!lab) console.warn('drill: the real records (../shared/data) are absent; no intrusion was laid into them');

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'letterlock-own-'));
});
afterAll(async () => {
  await rm(home, { recursive: true, force: true });
});

/** The logs of a simulated office, as somebody's own. */
async function logsOf(name: string, days: number, world: Partial<World> = {}): Promise<string> {
  const out = join(home, name);
  const plain = { name, title: '', about: '', ...world };
  const size = { seed: 3, mailboxes: 6, days, start: DEFAULT_START };
  await simulate({ world: plain, ...size, formats: DEFAULT_FORMATS, out });
  return join(out, 'logs');
}

/** Runs the drill in a folder that must be empty afterwards, over files that must stay as they are. */
async function drilled(
  path: string,
  intrusions: readonly string[],
  more: Partial<Parameters<typeof drillOwn>[0]> = {},
) {
  const folder = await mkdtemp(join(home, 'work-'));
  const before = fingerprint(path);
  try {
    return await drillOwn({
      paths: [path],
      cwd: home,
      intrusions,
      seed: 1,
      now: new Date(NOW),
      folder,
      version: '0.0.0',
      detect: {},
      ...more,
    });
  } finally {
    expect(readdirSync(folder)).toEqual([]);
    expect(fingerprint(path)).toEqual(before);
  }
}

function fingerprint(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => `${path} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`);
}

const of = (score: OwnScore, name: string) => {
  const found = score.intrusions.find(({ intrusion }) => intrusion === name);
  if (found === undefined) throw new TypeError(`no intrusion ${name}`);
  return found;
};

describe('intrusions in an office that collects much, and no requests over Graph', () => {
  const logs = [
    'mailbox-audit',
    'exchange-admin',
    'directory-audit',
    'signin-interactive',
    'signin-noninteractive',
  ] as const;
  let path: string;
  let score: OwnScore;
  beforeAll(async () => {
    path = await logsOf('office', 9, {
      collection: { logs: [...logs, 'signin-service-principal', 'people'] },
      population: { unaudited: 0 },
      troubles: [backup()],
    });
    score = await drilled(path, [
      'storm-2023',
      'low-and-slow',
      'malicious-consent',
      'application-secret',
      'stolen-token',
      'google-grant',
    ]);
  });

  it('knows whose logs they are, and what they hold', () => {
    expect(score.tenant).toMatchObject({ vendor: 'm365', people: 6 });
    expect(score.tenant.from.slice(0, 10)).toBe('2026-09-07');
    expect(score.tenant.to.slice(0, 10)).toBe('2026-09-15');
    expect(score.tenant.logs.map(({ log }) => log)).toEqual([...logs, 'signin-service-principal'].sort());
  });

  it('raises an alarm for forged tokens, and says how much of it', () => {
    const storm = of(score, 'storm-2023');
    expect(storm).toMatchObject({ outcome: 'alarm', joins: false, reason: null });
    expect(storm.score?.mailboxes).toEqual({ found: 3, of: 3 });
    expect(storm.score?.tokens.of).toBeGreaterThan(20);
    expect(storm.score?.tokens.found).toBe(storm.score?.tokens.of);
    expect(storm.score?.interval.holds).toBe(true);
    expect(storm.seenBy.length).toBeGreaterThan(0);
    expect(storm.truth?.messagesLogged).toBe(storm.score?.messages.of);
  });

  it('names the logs that would hold more of it', () => {
    const { outcome, uncollected, records, seenBy } = of(score, 'malicious-consent');
    expect(['alarm', 'review']).toContain(outcome);
    expect(seenBy.map(({ detection }) => detection)).toContain('consent/credential-access-mail-consent');
    expect(uncollected.find(({ log }) => log === 'graph-activity')).toMatchObject({
      here: false,
      collect: 'MicrosoftGraphActivityLogs',
    });
    expect(records['directory-audit']).toBeGreaterThanOrEqual(3);
    expect(records['graph-activity']).toBeUndefined();
  });

  it('takes applications, tokens and their users from the logs', () => {
    expect(of(score, 'application-secret').records['signin-service-principal']).toBeGreaterThan(3);
    expect(of(score, 'stolen-token').score?.tokens.of).toBe(1);
    expect(of(score, 'google-grant')).toMatchObject({ outcome: 'not-possible', records: {}, truth: null });
  });

  it('names the checks that could not run, and what they need', () => {
    const standing = score.notRun.find(({ missing }) => missing.includes('configuration exports'));
    expect(standing?.checks.length).toBeGreaterThan(2);
    const missing = score.notRun.map((one) => one.missing);
    expect(missing).toContain('MicrosoftGraphActivityLogs');
    expect(missing.filter((words) => /Google|; or /.test(words))).toEqual([]);
    expect(score.notRun.flatMap(({ checks }) => checks).filter((id) => /^(google|canary)\//.test(id))).toEqual([]);
    expect(ownText(score, LOOK)).toContain('Checks that could not run on your logs');
    expect(ownText({ ...score, notRun: [] }, LOOK)).toContain('Every check for such logs could run.');
  });

  it('tells what is there without it, and counts none of it as false', async () => {
    const { alarms, review, incidents } = score.alreadyThere;
    expect(alarms + review).toBe(incidents.length);
  });

  it('comes out the same again, in another process and whatever else is laid', async () => {
    const args = ['drill', '--own', path, '--intrusion', 'low-and-slow', '--now', NOW, '--json'];
    const page = join(home, 'own.html');
    const { status, stdout, stderr } = await letterlock([...args, '--report', page]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: 'low-and-slow: 1 of 1 done\n' });
    const again = JSON.parse(stdout) as OwnScore;
    expect(again.intrusions).toEqual([of(score, 'low-and-slow')]);
    expect({ ...again, intrusions: score.intrusions }).toEqual(score);

    const html = readFileSync(page, 'utf8');
    const view = dataIn<OwnView>(html);
    expect(view.score).toEqual(again);
    expect(view.command).toBe(`letterlock drill --own ${path} --intrusion low-and-slow --seed 1`);
    expect(Object.keys(view.checks)).toEqual(expect.arrayContaining(again.notRun.flatMap(({ checks }) => checks)));
    const same = await letterlock([...view.command.split(' ').slice(1), '--now', NOW, '--quiet', '--report', page]);
    expect(same).toMatchObject({ status: 0, stderr: '' });
    expect(readFileSync(page, 'utf8')).toBe(html);
  });

  it('is told in the schema, whatever came of it', () => {
    expect(ownSchema.safeParse(score).error).toBeUndefined();
    expect(ownSchema.safeParse({ ...score, cutOff: { done: 6, of: 14 } }).error).toBeUndefined();
    expect(ownSchema.safeParse({ ...score, more: 1 }).success).toBe(false);
    expectTypeOf<Writable<OwnScore>>().toExtend<z.infer<typeof ownSchema>>();
    const kept = new URL('../../docs/schemas/drill-own.schema.json', import.meta.url);
    expect(readFileSync(kept, 'utf8')).toBe(ownSchemaText());
  });

  it('refuses a page that cannot be written before anything is read', async () => {
    const nowhere = join(home, 'nowhere', 'own.html');
    const refused = await letterlock(['drill', '--own', path, '--report', nowhere]);
    expect(refused).toMatchObject({ status: 1, stdout: '' });
    expect(refused.stderr).toContain('there is no such folder');
  });

  it('strikes others with another seed', async () => {
    const other = await drilled(path, ['low-and-slow'], { seed: 2 });
    expect(other.intrusions[0]?.truth).not.toEqual(of(score, 'low-and-slow').truth);
  });

  it('broken off tells what was done, and leaves nothing behind', async () => {
    for (const step of [0, 1, 2]) {
      const stop = new AbortController();
      let steps = 0;
      const onStep = () => {
        if (steps === step) stop.abort();
        steps += 1;
      };
      const run = drilled(path, ['storm-2023', 'low-and-slow'], { signal: stop.signal, onStep });
      if (step < 2)
        await expect(run).rejects.toMatchObject({ code: 'drill-interrupted', details: { done: 0, total: 2 } });
      else {
        const { cutOff, intrusions } = await run;
        expect(cutOff).toEqual({ done: 1, of: 2 });
        expect(intrusions).toEqual([of(score, 'storm-2023')]);
      }
    }
  });

  it('leaves nothing behind on Ctrl-C, on the command line', async () => {
    const temporary = join(home, 'tmp');
    mkdirSync(temporary);
    const args = ['drill', '--own', path, join(home, 'not-there'), '--now', NOW];
    const env = { TMPDIR: temporary, TEMP: temporary, TMP: temporary };
    const outcome = await letterlock(args, { env, interruptAt: { text: 'no such file', signal: 'SIGINT' } });
    expect(outcome).toMatchObject({ status: 130, stdout: '' });
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('refuses options that would be ignored', async () => {
    const refused = await letterlock(['drill', '--intrusion', 'low-and-slow']);
    expect(refused).toMatchObject({ status: 2, stdout: '' });
    expect(refused.stderr).toContain('--intrusion goes with --own');
    expect((await letterlock(['drill', '--own', path, '--world', 'office'])).status).toBe(2);
    expect((await letterlock(['drill', '--own', path, '--intrusion', 'arson'])).stderr).toContain('storm-2023');
  });

  it('says it in a table, with what was not seen and why', () => {
    const text = ownText(score, LOOK);
    expect(text).toMatch(/\d of 5 would raise an alarm/);
    expect(text).toMatch(/storm-2023 +ALARM +all \d+ +all 3 +all [\d,]+\n {2}The case of 2023: /);
    expect(text).toMatch(/google-grant +not possible.*\n.*\n {2}Not possible: these are logs of Microsoft 365\./);
    const known = { id: 'i-1', severity: 'high' as const, title: 'A thing', mailboxes: 1, findings: 2 };
    const there = ownText({ ...score, alreadyThere: { alarms: 1, review: 0, incidents: [known] } }, LOOK);
    expect(there).toContain('A real intrusion may be among them');
    expect(there).toContain('  - HIGH A thing (2 findings, 1 mailbox)\n');
    const clean = { alarms: 0, review: 0, incidents: [] };
    expect(ownText({ ...score, alreadyThere: clean }, LOOK)).toContain('nothing is found');
    expect(text).toContain('your files were only read');
    const consent = { ...of(score, 'malicious-consent'), outcome: 'missed' as const, joins: false, seenBy: [] };
    const missed = ownText({ ...score, intrusions: [consent] }, LOOK);
    expect(missed).toContain('0 of 1 would raise an alarm');
    expect(missed).toMatch(/Not here: MicrosoftGraphActivityLogs \([\d,]+ records? of it\)\./);
  });

  it('keeps within the columns, whatever the names in the logs are, and lets none of them steer the terminal', () => {
    const evil = `\u001b[2J${'Ministerium für Äußeres '.repeat(9)}${'x'.repeat(200)}\u202e`;
    const incident = { id: 'i-1', severity: 'critical' as const, title: evil, mailboxes: 12_345, findings: 67_890 };
    const most = { found: 123_455, of: 123_456 };
    const intrusions = score.intrusions.map((one) => ({
      ...one,
      score: one.score === null ? null : { ...one.score, tokens: most, mailboxes: most, messages: most },
    }));
    const tenant = { ...score.tenant, id: evil };
    const alreadyThere = { alarms: 1, review: 0, incidents: Array.from({ length: 9 }, () => incident) };
    for (const columns of [80, 100]) {
      const text = ownText({ ...score, tenant, intrusions, alreadyThere }, { columns, colour: false });
      expect(Math.max(...text.split('\n').map(columnsOf))).toBeLessThanOrEqual(columns);
      for (const character of ['\u001b', '\u202e']) expect(text).not.toContain(character);
      expect(text).toContain('and 1 more');
    }
  });

  it('is coloured only where it is to be, and says first that it was cut off', () => {
    const coloured = ownText(score, { ...LOOK, colour: true });
    expect(coloured).toContain('\u001b[32mALARM\u001b[0m');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are made of them
    expect(coloured.replaceAll(/\u001b\[\d+m/g, '')).toBe(ownText(score, LOOK));
    expect(ownText({ ...score, cutOff: { done: 5, of: 14 } }, LOOK)).toMatch(/^CUT OFF: 5 of 14 intrusions/);
  });
});

describe('logs of less', () => {
  it('without identifiers of tokens and without sign-ins get none', async () => {
    const collection = { logs: ['mailbox-audit'], identifiers: '2023' } as const;
    const path = await logsOf('then', 9, { collection, population: { unaudited: 0 } });
    const { records, score, uncollected } = of(await drilled(path, ['storm-2023']), 'storm-2023');
    expect(Object.keys(records)).toEqual(['mailbox-audit']);
    expect(score?.tokens).toEqual({ found: 0, of: 0 });
    expect(score?.messages.of).toBeGreaterThan(300);
    expect(uncollected.map(({ log }) => log)).toContain('owa-auth');
  });

  it('of Google Workspace take the intrusion that is there', async () => {
    const path = await logsOf('google', 9, { population: { google: 1 } });
    const score = await drilled(path, ['google-grant', 'storm-2023']);
    expect(score.tenant.vendor).toBe('google');
    expect(of(score, 'storm-2023')).toMatchObject({
      outcome: 'not-possible',
      reason: 'these are logs of Google Workspace',
    });
    const grant = of(score, 'google-grant');
    expect(grant.records['google-gmail']).toBeGreaterThan(100);
    expect(grant.score?.mailboxes.of).toBe(3);
    expect(grant.score?.messages.of).toBe(grant.truth?.messagesLogged);
  });

  it('without an access to mail, or of a few days, are refused and told why', async () => {
    const blind = await logsOf('blind', 8, { collection: { logs: ['signin-interactive', 'signin-noninteractive'] } });
    await expect(drilled(blind, [])).rejects.toMatchObject({
      code: 'drill-not-possible',
      details: { reason: expect.stringContaining('no record is of an access') },
    });
    const short = await logsOf('short', 4);
    await expect(drilled(short, [])).rejects.toMatchObject({
      code: 'drill-not-possible',
      details: { reason: expect.stringContaining('4 days') },
    });
  });
});

describe.skipIf(!lab)('the real records of a lab (skipped: ../shared/data is not here)', () => {
  it('take forged tokens, and show them without an identifier', async () => {
    const score = await drilled(LAB, ['storm-2023', 'common-application']);
    expect(score.tenant).toMatchObject({ vendor: 'm365', people: 12 });
    expect(score.alreadyThere.alarms).toBeGreaterThan(0);
    const { outcome, score: covered } = of(score, 'storm-2023');
    expect(outcome).toBe('alarm');
    expect(covered?.tokens.of).toBe(0);
    expect(covered?.mailboxes).toEqual({ found: 6, of: 6 });
    expect(of(score, 'common-application').outcome).toBe('not-possible');
  });
});
