/** A batch of inputs through one run, compared; and where it fails as a whole, the input at fault. */
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CollectLimits } from '../../src/collect/files/index.ts';
import { fileName, type Input } from './input.ts';
import { faultsOf } from './invariants.ts';
import { compare, see, sourceKey, type Tally } from './known.ts';
import { type Case, withCase } from './run.ts';

/** Longest time for one batch: far above what it takes, so that only a hang or a quadratic is caught. */
const SECONDS_PER_BATCH = 240;

export interface BatchOptions {
  readonly tally: Tally;
  readonly limits?: Partial<CollectLimits>;
  /** Looks at the case besides. */
  readonly also?: (opened: Case) => Promise<readonly string[]>;
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

async function judged(inputs: readonly Input[], { tally, limits, also }: BatchOptions): Promise<readonly string[]> {
  return withCase(labelled(inputs), async (opened) => {
    const faults = [...(await faultsOf(opened.database))];
    const seen = await see(opened.database);
    const exact = new Set(
      inputs.flatMap((input) => (input.sources ?? []).filter((source) => source.exact).map((source) => seen.sources.get(sourceKey(fileName(input.number), source.containerPath))?.id ?? -1)),
    );
    for (const input of inputs) faults.push(...compare(input, fileName(input.number), seen, exact, tally));
    if (opened.seconds > SECONDS_PER_BATCH) faults.push(`${inputs.length} inputs took ${opened.seconds.toFixed(0)} s`);
    if (also !== undefined) faults.push(...(await also(opened)));
    return faults;
  }, limits);
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
      await judged(part, { ...options, tally: { ...options.tally } });
    } catch (inner) {
      return narrowed(part, inner, options);
    }
  }
  return `inputs ${only?.number} to ${inputs.at(-1)?.number} together stop the run, halves of them do not: ${messageOf(error)}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message.slice(0, 1500)}` : String(error);
}
