/** An interrupt while something is scored, outside of the phases that tell of it themselves. */
import { LetterlockError } from '../errors.ts';

/** What `work` fails with after an interrupt is the interrupt. Throws `interrupted`. */
export async function orInterrupted<Result>(
  signal: AbortSignal | undefined,
  phase: string,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (signal?.aborted !== true || error instanceof LetterlockError) throw error;
    throw new LetterlockError('interrupted', { phase }, { cause: error });
  }
}
