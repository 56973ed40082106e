/** What contains an incident and what preserves evidence, in the order in which to do it. */
import type { DetectionInfo } from './options.ts';
import { sortedUnique } from './rows.ts';
import type { CollectNext, ResponseStep, ScopeFinding } from './types.ts';

/** The steps of its detections, each once; first what would be lost soonest, then what contains, then what preserves. */
export function responseTo(
  findings: readonly ScopeFinding[],
  mailboxes: readonly string[],
  detections: ReadonlyMap<string, DetectionInfo>,
  collect: readonly CollectNext[],
): readonly ResponseStep[] {
  const steps = new Map<string, ResponseStep>();
  const add = (step: ResponseStep): void => {
    if (!steps.has(`${step.kind} ${step.action}`)) steps.set(`${step.kind} ${step.action}`, step);
  };
  for (const id of sortedUnique(findings.map(({ detection }) => detection))) {
    const info = detections.get(id);
    for (const { purpose, step } of info?.response ?? []) {
      add({
        kind: purpose,
        action: step,
        why: `Advised where "${info?.title ?? id}" is found.`,
        how: null,
        before: null,
      });
    }
  }
  for (const next of collect) {
    if (next.expiresAt === null) continue;
    add({
      kind: 'preserve',
      action: `Collect ${next.log} before it expires.`,
      why: next.why,
      how: next.how,
      before: next.expiresAt,
    });
  }
  if (mailboxes.length > 0) {
    const action = 'Put the mailboxes of this incident on hold, so that their items stay as they are.';
    add({
      kind: 'preserve',
      action,
      why: 'Items that are deleted can no longer be compared with what was accessed.',
      how: 'Microsoft Purview: eDiscovery hold, or Set-Mailbox -LitigationHoldEnabled $true. Google Workspace: Vault hold.',
      before: null,
    });
  }
  const all = [...steps.values()];
  return [...all.filter(({ kind }) => kind === 'contain'), ...all.filter(({ kind }) => kind === 'preserve')];
}
