/** Incidents of two cases that are the same: by id, else by the anchors they share. */
import { byText } from '../../scope/index.ts';
import type { Incident } from '../model.ts';

export interface IncidentMatch {
  readonly before: Incident;
  readonly after: Incident;
  readonly matchedBy: 'id' | 'anchors';
}

export interface Matched {
  readonly matches: readonly IncidentMatch[];
  readonly added: readonly Incident[];
  readonly removed: readonly Incident[];
}

/**
 * An id rests on the earliest anchor of an incident, and later data may bring an earlier one. Of the incidents without
 * their like by id, those are paired that share most findings, tokens, sessions and destinations, one to one.
 */
export function matchIncidents(before: readonly Incident[], after: readonly Incident[]): Matched {
  const matches: IncidentMatch[] = [];
  const openBefore = new Map(before.map((incident) => [incident.id, incident]));
  const openAfter = new Map(after.map((incident) => [incident.id, incident]));
  const pair = (was: Incident, is: Incident, matchedBy: IncidentMatch['matchedBy']): void => {
    matches.push({ before: was, after: is, matchedBy });
    openBefore.delete(was.id);
    openAfter.delete(is.id);
  };
  for (const incident of before) {
    const same = openAfter.get(incident.id);
    if (same !== undefined) pair(incident, same, 'id');
  }
  const shared = [...openBefore.values()].flatMap((was) =>
    [...openAfter.values()].map((is) => ({ was, is, anchors: sharedAnchors(was, is) })),
  );
  shared.sort((a, b) => b.anchors - a.anchors || byText(a.was.id, b.was.id) || byText(a.is.id, b.is.id));
  for (const { was, is, anchors } of shared)
    if (anchors > 0 && openBefore.has(was.id) && openAfter.has(is.id)) pair(was, is, 'anchors');
  return {
    matches: matches.sort((a, b) => byText(a.after.id, b.after.id)),
    added: [...openAfter.values()].sort((a, b) => byText(a.id, b.id)),
    removed: [...openBefore.values()].sort((a, b) => byText(a.id, b.id)),
  };
}

function sharedAnchors(a: Incident, b: Incident): number {
  const own = new Set(anchorsOf(a));
  return anchorsOf(b).filter((anchor) => own.has(anchor)).length;
}

/** Addresses and applications are left out: ordinary users share them. */
function anchorsOf({ findings, tokens, sessions, links }: Incident): readonly string[] {
  return [
    ...findings.map((id) => `finding ${id}`),
    ...tokens.map((id) => `token ${id}`),
    ...sessions.map((id) => `session ${id}`),
    ...links.filter(({ kind }) => kind === 'destination').map(({ value }) => `destination ${value}`),
  ];
}
