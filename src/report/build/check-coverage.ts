/** What "no finding" of a check is worth: how far the logs it rests on were there. */
import { LOG_KINDS } from '../../facts/index.ts';
import { type DetectionInfo, logsOf, type Scope } from '../../scope/index.ts';
import type { LogShare } from '../model.ts';

/** In the order of LOG_KINDS; logs that the case neither has nor should have are left out. */
export function observedBy(info: DetectionInfo | undefined, { coverage }: Scope): readonly LogShare[] {
  const logs = new Set((info?.requires ?? []).flatMap(logsOf));
  return LOG_KINDS.flatMap((logKind) => {
    const observed = coverage.shares.get(logKind);
    return !logs.has(logKind) || observed === undefined
      ? []
      : [{ logKind, observed: Math.round(observed * 1e6) / 1e6 }];
  });
}
