/** How the memory of one run is shared out. */
import { LetterlockError } from '../errors.ts';

const MB = 1024 ** 2;

/** Default of `--memory`: what the whole process is meant to stay within. */
export const DEFAULT_MEMORY: number = 2048 * MB;

/** Kept back for Node, the unwrapping worker and the engine's buffers, which the engine does not count. */
const RESERVE = 648 * MB;

/** Below this the engine cannot sort a chunk even with spilling. */
const ENGINE_LEAST = 256 * MB;

/** Smallest `--memory` that is taken. */
export const LEAST_MEMORY: number = 512 * MB;

/** Bytes for the engine out of `--memory`. Throws `usage` below the least. */
export function engineMemory(total: number): number {
  if (total < LEAST_MEMORY) {
    throw new LetterlockError('usage', {
      what: `--memory must be at least ${LEAST_MEMORY / MB}MB`,
      command: 'investigate',
    });
  }
  return Math.max(ENGINE_LEAST, total - RESERVE);
}
