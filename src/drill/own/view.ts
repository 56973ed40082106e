/** What stands in the page of a drill in somebody's own logs: the score, what its checks are called, how logs are collected. */
import { loadDetections } from '../../detect/index.ts';
import { LOG_WORDS } from '../../detect/requirements.ts';
import { LOG_KINDS, type LogKind } from '../../facts/index.ts';
import { loadCollectAdvice } from '../../facts/reference.ts';
import type { LogToCollect, OwnView } from '../view.ts';
import type { OwnScore } from './model.ts';

/** `folders` hold her own detections; `command` makes it again. Throws `detection-invalid`. */
export function ownView(
  score: OwnScore,
  {
    command,
    version,
    folders,
  }: { readonly command: string; readonly version: string; readonly folders?: readonly string[] | undefined },
): OwnView {
  const named = new Set([
    ...score.notRun.flatMap(({ checks }) => checks),
    ...score.intrusions.flatMap(({ seenBy }) => seenBy.map(({ detection }) => detection)),
  ]);
  const titles = loadDetections(folders).map(({ id, title }) => [id, title] as const);
  return {
    viewVersion: 1,
    kind: 'own',
    program: { name: 'letterlock', version },
    command,
    score,
    checks: Object.fromEntries(titles.filter(([id]) => named.has(id)).sort(([a], [b]) => (a < b ? -1 : 1))),
    toCollect: toCollect(score),
  };
}

/** Those first that would hold records of most intrusions which raise no alarm, then those that most checks wait for. */
function toCollect({ intrusions, notRun }: OwnScore): readonly LogToCollect[] {
  const quiet = intrusions.filter(({ outcome }) => outcome !== 'alarm');
  const logs = LOG_KINDS.map((log, order) => {
    const has = ({ uncollected }: OwnScore['intrusions'][number]): boolean =>
      uncollected.some((one) => one.log === log);
    const checks = notRun.filter(({ missing }) => missing.includes(LOG_WORDS[log])).flatMap((one) => one.checks);
    return { log, order, checks: checks.sort(), quiet: quiet.filter(has).length, any: intrusions.some(has) };
  });
  return logs
    .filter(({ any, checks }) => any || checks.length > 0)
    .sort((a, b) => b.quiet - a.quiet || b.checks.length - a.checks.length || a.order - b.order)
    .map(({ log, checks }) => ({ log, ...adviceOn(log), checks }));
}

function adviceOn(log: LogKind): Pick<LogToCollect, 'title' | 'how' | 'licence'> {
  const advice = loadCollectAdvice().find(({ logKind }) => logKind === log);
  return advice === undefined
    ? { title: LOG_WORDS[log], how: [], licence: null }
    : { title: advice.title, how: advice.how, licence: advice.licence };
}
