/** An interrupt in the middle of a drill: what was finished by then counts, and nothing else is kept. */
import { LetterlockError } from '../errors.ts';
import type { CutOff } from './model.ts';

/**
 * `work` on one item after another. After an interrupt the results of those that were finished, and how many there should
 * have been. Throws `drill-interrupted` where none was.
 */
export async function oneByOne<Item, Result>(
  items: readonly Item[],
  signal: AbortSignal | undefined,
  work: (item: Item, done: number) => Promise<Result>,
): Promise<{ readonly results: readonly Result[]; readonly cutOff: CutOff | null }> {
  const results: Result[] = [];
  for (const item of items) {
    const { length: done } = results;
    const result =
      signal?.aborted === true ? null : await work(item, done).catch((error) => ifInterrupt(error, () => null));
    if (result !== null) results.push(result);
    else if (done > 0) return { results, cutOff: { done, of: items.length } };
    else throw interruptedAt(0, items.length);
  }
  return { results, cutOff: null };
}

/** What comes before the first of so many items. Throws `drill-interrupted`. */
export async function beforehand<Result>(total: number, work: () => Promise<Result>): Promise<Result> {
  return await work().catch((error) =>
    ifInterrupt(error, () => {
      throw interruptedAt(0, total);
    }),
  );
}

function ifInterrupt<Result>(error: unknown, then: () => Result): Result {
  if (error instanceof LetterlockError && error.code === 'interrupted') return then();
  throw error;
}

export function interruptedAt(done: number, total: number): LetterlockError {
  return new LetterlockError('drill-interrupted', { done, total });
}
