/** A batch of inputs through one run, compared; and where it fails as a whole, the input at fault. */
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CollectLimits } from '../../src/collect/files/index.ts';
import type { Database } from '../../src/store/index.ts';
import { fileName, type Input } from './input.ts';
import { faultsOf } from './invariants.ts';
import { compare, see, sourceKey, type Tally } from './known.ts';
import { withCase } from './run.ts';

/** Longest time for one batch: far above what it takes, so that only a hang or a quadratic is caught. */
const SECONDS_PER_BATCH = 240;

export interface BatchOptions {
  readonly tally: Tally;
  readonly limits?: Partial<CollectLimits>;
}

export async function runBatch(inputs: readonly Input[], options: BatchOptions): Promise<readonly string[]> {
  try {
    return await judged(inputs, options);
  } catch (error) {
    return [await narrowed(inputs, error, options)];
  }
}

export function labelled(inputs: readonly Input[]): readonly { readonly path: string; readonly bytes: Buffer }[] {
  return inputs.map((input) => ({ path: fileName(input.number), bytes: input.bytes }));
}

async function judged(inputs: readonly Input[], { tally, limits }: BatchOptions): Promise<readonly string[]> {
  return withCase(
    labelled(inputs),
    async (opened) => {
      const faults = [...(await judge(inputs, opened.database, tally))];
      if (opened.seconds > SECONDS_PER_BATCH)
        faults.push(`${inputs.length} inputs took ${opened.seconds.toFixed(0)} s`);
      return faults;
    },
    limits,
  );
}

/** Holds the case against what holds of every case and against what is known of its inputs. */
export async function judge(inputs: readonly Input[], database: Database, tally: Tally): Promise<readonly string[]> {
  const faults = [...(await faultsOf(database))];
  const seen = await see(database);
  const sourceId = (input: Input, containerPath: string | null): number =>
    seen.sources.get(sourceKey(fileName(input.number), containerPath))?.id ?? -1;
  const exact = new Set(
    inputs.flatMap((input) =>
      (input.sources ?? []).filter((source) => source.exact).map((source) => sourceId(input, source.containerPath)),
    ),
  );
  for (const input of inputs) faults.push(...compare(input, fileName(input.number), seen, exact, tally));
  return faults;
}

export function newTally(): Tally {
  return {
    inputs: 0,
    sources: 0,
    records: 0,
    exact: 0,
    counted: 0,
    survivors: 0,
    lost: 0,
    lostWhere: [],
    unrecognised: 0,
  };
}

/** The run threw: which input does it alone? Its bytes are kept, for whoever mends it. */
async function narrowed(inputs: readonly Input[], error: unknown, options: BatchOptions): Promise<string> {
  const [only] = inputs;
  if (inputs.length <= 1) {
    const kept = join(tmpdir(), `letterlock-fuzz-${only?.number ?? 0}.in`);
    writeFileSync(kept, only?.bytes ?? Buffer.alloc(0));
    return `input ${only?.number} (${only?.what}) stops the whole run; its bytes are in ${kept}: ${messageOf(error)}`;
  }
  const half = Math.ceil(inputs.length / 2);
  for (const part of [inputs.slice(0, half), inputs.slice(half)]) {
    try {
      await judged(part, { ...options, tally: newTally() });
    } catch (inner) {
      return narrowed(part, inner, options);
    }
  }
  return `inputs ${only?.number} to ${inputs.at(-1)?.number} together stop the run, halves of them do not: ${messageOf(error)}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message.slice(0, 1500)}` : String(error);
}
