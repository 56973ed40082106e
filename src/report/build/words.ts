/** From the scope's types to the document's. */
import { eventIdText } from '../../facts/index.ts';
import {
  isoTime,
  type Micros,
  type Decision as ScopeDecision,
  type ScopeFlow,
  type ScopeTotals,
} from '../../scope/index.ts';
import type { Decision, EventIdText, ExposureTotals, Flow, UtcTime } from '../model.ts';

export function utc(micros: Micros | null): UtcTime | null {
  return micros === null ? null : isoTime(micros);
}

export function decisionOf(decision: ScopeDecision | null): Decision | null {
  return decision === null
    ? null
    : { state: decision.state, by: decision.author, at: isoTime(decision.at), why: decision.why };
}

export function eventIds(ids: readonly bigint[]): readonly EventIdText[] {
  return ids.map(eventIdText).sort();
}

export function flowOf(flow: ScopeFlow): Flow {
  return {
    kind: flow.kind,
    from: utc(flow.from),
    to: utc(flow.to),
    destination: flow.destination,
    filter: flow.filter,
    eventIds: eventIds(flow.events),
    messages: flow.messages,
    countedBy: flow.countedBy,
    extent: flow.extent,
  };
}

export function totalsOf(totals: ScopeTotals): ExposureTotals {
  return { ...totals };
}
