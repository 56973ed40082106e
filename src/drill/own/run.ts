/**
 * A drill in somebody's own logs: an intrusion that never was is laid into them, and they are investigated with it. Her
 * files are only read. What is made of them (a case, records with the names of her people) lies in a folder for this run
 * alone and goes when it ends, whether it was finished, broken off or failed.
 */
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  Case,
  type DetectGiven,
  derivePhase,
  detectionsOf,
  detectPhase,
  type Ingested,
  ingestPhase,
  orInterrupted,
  type Reported,
  readLists,
  reportPhase,
} from '../../case/index.ts';
import { LetterlockError } from '../../errors.ts';
import {
  type Intrusion,
  type KnownTenant,
  LEAST_DAYS,
  type Mixed,
  mixIntrusion,
  OWN_INTRUSIONS,
  spanOf,
} from '../../simulate/index.ts';
import { beforehand, oneByOne } from '../interrupt.ts';
import { knownTenant } from './facts.ts';
import type { OwnIntrusionScore, OwnScore } from './model.ts';
import { alreadyThere, type Baseline, baselineOf, scoreMix, uncollectedOf } from './score.ts';

export interface OwnOptions {
  /** Files, folders and patterns, as `investigate` takes them. */
  readonly paths: readonly string[];
  readonly cwd: string;
  /** Names of intrusions; all by default. */
  readonly intrusions: readonly string[];
  readonly seed: number;
  /** The clock: when the logs count as collected. */
  readonly now: Date;
  /** An empty folder to work in, closed to others. What is made there is gone afterwards. */
  readonly folder: string;
  readonly version: string;
  /** Her own detections and lists, and `.mmdb` files, as in `investigate`. */
  readonly detect: DetectGiven;
  readonly geo?: readonly string[] | undefined;
  readonly memoryBytes?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told what begins, first that the logs are investigated as they are; and after each intrusion how many are done. */
  readonly onStep?: (words: string) => void;
  readonly onDone?: (intrusion: OwnIntrusionScore, done: number, total: number) => void;
  /** Told what came of reading the files. */
  readonly onIngested?: (ingested: Ingested) => void;
}

/**
 * After an interrupt the score of the intrusions that were done.
 * @throws LetterlockError `drill-not-possible` where the logs hold no access to mail or less than a week of it;
 * `drill-interrupted` where none was done; and what ingesting them throws.
 */
export async function drillOwn(options: OwnOptions): Promise<OwnScore> {
  const { folder, seed, signal, onStep, onDone } = options;
  const base = join(folder, 'own');
  const chosen = OWN_INTRUSIONS.filter(
    ({ name }) => options.intrusions.length === 0 || options.intrusions.includes(name),
  );
  // Faults in lists and detections are told before an hour of reading, not after it.
  await readLists(options.detect);
  detectionsOf(options.detect);
  try {
    onStep?.('Your logs as they are');
    const { tenant, baseline } = await beforehand(chosen.length, () => asTheyAre(options, base));
    const { results, cutOff } = await oneByOne(chosen, signal, async ({ name, title, lay }, done) => {
      onStep?.(`${name}, ${done + 1} of ${chosen.length}`);
      const laid = lay(tenant);
      const found =
        typeof laid === 'string'
          ? ({ outcome: 'not-possible', reason: laid, ...uncollectedOf(null, baseline.logs) } as const)
          : await mixed(options, base, baseline, tenant, laid);
      const score: OwnIntrusionScore = { intrusion: name, title, ...found };
      onDone?.(score, done + 1, chosen.length);
      return score;
    });
    return {
      schemaVersion: 1,
      kind: 'own',
      ...(cutOff === null ? {} : { cutOff }),
      seed,
      tenant: tenantText(tenant),
      alreadyThere: alreadyThere(baseline),
      notRun: baseline.notRun,
      intrusions: results,
    };
  } finally {
    for (const name of ['own', 'mix', 'case']) await rm(join(folder, name), { recursive: true, force: true });
  }
}

/** The logs without anything laid into them; the case stays, closed. */
async function asTheyAre(
  options: OwnOptions,
  folder: string,
): Promise<{ readonly tenant: KnownTenant; readonly baseline: Baseline }> {
  return await inCase(options, folder, options.paths, async (opened, ingested) => {
    options.onIngested?.(ingested);
    // Asked before the long work: whether it is of any use.
    const tenant = usable(await knownTenant(opened.database, options.seed));
    const reported = await investigated(opened, options);
    return { tenant, baseline: await baselineOf(opened.database, reported, tenant.vendor) };
  });
}

/** Lays an intrusion into a copy of the case, and scores what comes of it. */
async function mixed(
  options: OwnOptions,
  base: string,
  baseline: Baseline,
  tenant: KnownTenant,
  intrusion: Intrusion,
): Promise<Omit<OwnIntrusionScore, 'intrusion' | 'title'>> {
  const { folder, seed, signal } = options;
  const mix = join(folder, 'mix');
  const copy = join(folder, 'case');
  try {
    const laid: Mixed = await mixIntrusion({ tenant, intrusion, seed, folder: mix, signal });
    const found = uncollectedOf(laid, baseline.logs);
    if (laid.intrusion.first === null && laid.records.size + laid.uncollected.size === 0)
      return { outcome: 'not-possible', reason: 'nobody held a token or a session to take in that time', ...found };
    if (laid.records.size === 0) return { outcome: 'no-record', reason: null, ...found };
    await cp(base, copy, { recursive: true });
    return await inCase(options, copy, [join(mix, 'logs')], async (opened) => {
      const reported = await investigated(opened, options);
      const truth = join(mix, 'truth', 'truth.jsonl');
      return { reason: null, ...(await scoreMix(opened.database, reported, { baseline, laid, truth })) };
    });
  } finally {
    for (const made of [mix, copy]) await rm(made, { recursive: true, force: true });
  }
}

/** Takes `paths` into the case of a folder; it is closed when `work` has ended. */
async function inCase<Result>(
  options: OwnOptions,
  folder: string,
  paths: readonly string[],
  work: (opened: Case, ingested: Ingested) => Promise<Result>,
): Promise<Result> {
  const { now, version, memoryBytes, signal, geo, cwd } = options;
  const opened = await Case.open({ folder, mode: 'make', now, version, memoryBytes, signal });
  try {
    const ingested = await ingestPhase(opened, { paths, cwd }, {});
    await derivePhase(opened, { geo }, {});
    return await orInterrupted(signal, 'scoring', () => work(opened, ingested));
  } finally {
    await opened.close();
  }
}

async function investigated(opened: Case, { detect, version }: OwnOptions): Promise<Reported> {
  await detectPhase(opened, detect, await readLists(detect), {});
  return await reportPhase(opened, { version, detections: detect.detections }, {});
}

function usable(tenant: KnownTenant | null): KnownTenant {
  const refuse = (reason: string): never => {
    throw new LetterlockError('drill-not-possible', { reason });
  };
  if (tenant === null) return refuse('no record is of an access to mail and says whose tenant it is of');
  const { start, end } = spanOf(tenant);
  const days = Math.round((end - start) / 86_400_000);
  if (days < LEAST_DAYS) return refuse(`their accesses to mail span ${days} days, and ${LEAST_DAYS} are needed`);
  if (tenant.people.length === 0) return refuse('no record says whose mailboxes they are about');
  return tenant;
}

function tenantText({ vendor, id, from, to, people, covered }: KnownTenant): OwnScore['tenant'] {
  const text = (time: number): string => `${new Date(time).toISOString().slice(0, 19)}Z`;
  const logs = [...covered].map(([log, span]) => ({ log, from: text(span.from), to: text(span.to) }));
  return { vendor, id, from: text(from), to: text(to), people: people.length, logs };
}
