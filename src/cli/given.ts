/** From the options of the command line to what the phases are given. */
import type { DetectGiven, ReportGiven } from '../case/index.ts';
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

export function reportGiven({ version }: Context, { sources, detections }: CommonOptions): ReportGiven {
  return { version, sources, detections };
}
