/** One phase of a run: told to whoever watches, ended cleanly by an interrupt. */
import { LetterlockError } from '../errors.ts';
import type { IngestProgress } from '../ingest/index.ts';
import type { Case } from './case.ts';
import { caseFault } from './faults.ts';
import { PHASE_WORDS, type Phase } from './state.ts';

export interface Watch {
  /** A phase begins; the phase waits for it. */
  readonly onPhase?: ((phase: Phase) => void | Promise<void>) | undefined;
  /** Only ingest knows how far it is. */
  readonly onProgress?: ((progress: IngestProgress) => void) | undefined;
}

/** Runs `work` as that phase. Whatever it fails with after an interrupt is the interrupt. Throws `interrupted`. */
export async function inPhase<Result>(
  opened: Case,
  phase: Phase,
  watch: Watch,
  work: () => Promise<Result>,
): Promise<Result> {
  const stopIfAsked = (cause?: unknown): void => {
    if (opened.signal?.aborted === true)
      throw new LetterlockError('interrupted', { phase: PHASE_WORDS[phase] }, { cause });
  };
  try {
    stopIfAsked();
    await watch.onPhase?.(phase);
    stopIfAsked();
    const result = await work();
    stopIfAsked();
    return result;
  } catch (error) {
    stopIfAsked(error);
    throw atCaseFolder(error, opened);
  }
}

/** Outside of the phases, which tell of it themselves: what `work` fails with after an interrupt is the interrupt. Throws `interrupted`. */
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

/** Faults of the disk while working are faults of the case folder: that is where everything is written. */
function atCaseFolder(error: unknown, opened: Case): unknown {
  if (error instanceof LetterlockError && error.code === 'disk-full') {
    return new LetterlockError('disk-full', { ...error.details, path: opened.paths.shown }, { cause: error });
  }
  return caseFault(error, opened.paths.shown);
}
