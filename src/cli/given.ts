/** From the options of the command line to what the phases are given. */
import { type DetectGiven, type ReportGiven, readInventories } from '../case/index.ts';
import { LetterlockError } from '../errors.ts';
import type { Context } from './context.ts';
import type { CommonOptions } from './options.ts';

/** Throws `usage` for a window without time in it. */
export function detectGiven(options: CommonOptions): DetectGiven {
  const { since = null, until = null } = options;
  if (since !== null && until !== null && since >= until) {
    throw new LetterlockError('usage', { what: '--since must lie before --until', command: 'investigate' });
  }
  const { suspect: suspects, knownGood, canary: canaries, detections } = options;
  return { window: { since, until }, suspects, knownGood, canaries, detections };
}

/** Reads the inventories too, so that a fault in one is told before anything long begins. Throws what `readInventories` throws. */
export async function reportGiven({ version }: Context, options: CommonOptions): Promise<ReportGiven> {
  const { sources, detections } = options;
  return { version, sources, detections, inventory: await readInventories(options.inventory) };
}
