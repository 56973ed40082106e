/** A model world through the whole program: normalised, derived, found by a list of suspects, scoped. */
import { runDetections, storeResults } from '../../src/detect/index.ts';
import { deriveFacts } from '../../src/ingest/derive/index.ts';
import { ingestRecords } from '../../src/ingest/index.ts';
import {
  computeScope,
  type InventoryFolder,
  type Scope,
  type ScopeExposure,
  type ScopeTotals,
} from '../../src/scope/index.ts';
import { type Logged, logOf, type Time, type World } from './exposure-model.ts';

export interface Run {
  readonly world: World;
  readonly logged: Logged;
  readonly scope: Scope;
}

export interface RunOptions {
  /** Tokens and addresses that the investigator holds to be the intruder's. */
  readonly suspects: readonly { readonly kind: 'token' | 'address'; readonly value: string }[];
  readonly now: Time;
  readonly inventory?: readonly InventoryFolder[];
}

export async function run(world: World, { suspects, now, inventory }: RunOptions): Promise<Run> {
  const logged = logOf(world);
  const database = await ingestRecords(logged.records);
  try {
    await deriveFacts(database, { networks: [], applications: [], geo: [] });
    const entries = suspects.map(({ kind, value }) => ({
      kind,
      value,
      from: null,
      to: null,
      reason: null,
      author: null,
      place: 'by hand',
    }));
    await storeResults(database, await runDetections(database, [], { suspects: entries }));
    const scope = await computeScope(database, {
      now: new Date(now),
      ...(inventory === undefined ? {} : { inventory }),
    });
    return { world, logged, scope };
  } finally {
    database.close();
  }
}

/** Items of every folder of the world, as an inventory would count them. */
export function inventoryOf({ contents, touches }: World): readonly InventoryFolder[] {
  const folders = new Map<string, Set<string>>();
  for (const [key, messages] of contents) folders.set(key, new Set(messages));
  for (const { box, folder, message } of touches) {
    if (message === null) continue;
    const key = `${box} ${folder}`;
    folders.set(key, (folders.get(key) ?? new Set()).add(message));
  }
  return [...folders].map(([key, messages]) => {
    const [box = '', ...path] = key.split(' ');
    return { mailbox: [box], path: path.join(' '), items: messages.size, file: 'folders.csv', line: null };
  });
}

/** Messages and pairs that were accessed, and how many of them can have left a trace. */
export interface Truth {
  readonly messages: number;
  readonly traced: number;
  readonly pairs: number;
  readonly tracedPairs: number;
}

/** What is wrong with an interval, in words; empty where the truth lies in it and its width has its reasons. */
export function faultsOf(totals: ScopeTotals, { messages, traced, pairs, tracedPairs }: Truth): readonly string[] {
  const faults: string[] = [];
  const { lower, upper, reasons, mailboxMessagePairs, pairsUpper } = totals;
  if (messages < lower) faults.push(`the truth is ${messages}, the lower bound ${lower}`);
  if (upper !== null && traced > upper) faults.push(`the truth is ${traced}, the upper bound ${upper}`);
  if (pairs < mailboxMessagePairs) faults.push(`the truth is ${pairs} pairs, the lower bound ${mailboxMessagePairs}`);
  if (pairsUpper !== null && tracedPairs > pairsUpper)
    faults.push(`the truth is ${tracedPairs} pairs, the upper bound ${pairsUpper}`);
  if (reasons.length === 0 && upper !== lower) faults.push(`no reason is given for ${lower} to ${upper ?? 'open'}`);
  if (reasons.length > 0 && upper === lower && reasons.every(({ messages }) => messages !== 0))
    faults.push(`there are reasons (${reasons.map(({ reason }) => reason).join(', ')}), but no width`);
  if ((upper === null) !== (totals.upperReason !== null))
    faults.push('an open bound has its reason, a closed one has none');
  return faults;
}

/** The truth about some mailboxes. */
export function truthOf({ logged }: Pick<Run, 'logged'>, boxes: readonly string[]): Truth {
  const own = [...logged.truth].filter((pair) => boxes.includes(boxOf(pair)));
  const traced = own.filter((pair) => !logged.traceless.has(pair));
  const messages = (pairs: readonly string[]): number =>
    new Set(pairs.map((pair) => pair.slice(pair.indexOf(' ') + 1))).size;
  return { messages: messages(own), traced: messages(traced), pairs: own.length, tracedPairs: traced.length };
}

function boxOf(pair: string): string {
  return pair.slice(0, pair.indexOf(' '));
}

/** Faults of all intervals of a run: of each mailbox, and of each incident as a whole. */
export function faultsOfRun(result: Run): readonly string[] {
  const { logged, scope } = result;
  const faults: string[] = [];
  for (const { mailbox, totals } of scope.exposures)
    faults.push(...faultsOf(totals, truthOf(result, [mailbox])).map((fault) => `${mailbox}: ${fault}`));
  for (const { mailboxes, totals } of scope.incidents) {
    faults.push(...faultsOf(totals, truthOf(result, mailboxes)).map((fault) => `in all: ${fault}`));
    const missed = [...logged.truth].filter((pair) => !mailboxes.includes(boxOf(pair)) && !logged.traceless.has(pair));
    if (missed.length > 0 && (totals.elsewhere?.mailboxes ?? 0) === 0)
      faults.push(`${missed[0]} was accessed, and every other mailbox is said to have been observed`);
  }
  return faults;
}

export function exposureOf({ scope }: Run, mailbox: string): ScopeExposure {
  const found = scope.exposures.find((exposure) => exposure.mailbox === mailbox);
  if (found === undefined) throw new TypeError(`no exposure of ${mailbox}`);
  return found;
}
