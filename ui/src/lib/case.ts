/** Reads the case out of the page and makes the look-ups the sections share. */
import type {
  ApplicationLabel,
  EventView,
  Exposure,
  Finding,
  Incident,
  ReportView,
} from '../../../src/report/model.ts';

/** Exposure without its messages, which stand in columns. */
export type ExposureEntry = Omit<Exposure, 'messages'>;

export interface Case {
  readonly view: ReportView;
  readonly finding: ReadonlyMap<string, Finding>;
  readonly event: ReadonlyMap<string, EventView>;
  readonly application: ReadonlyMap<string, ApplicationLabel>;
  readonly exposureOf: ReadonlyMap<string, readonly ExposureEntry[]>;
  /** Title of each detection, by id. */
  readonly checkTitle: ReadonlyMap<string, string>;
  readonly sourcePath: ReadonlyMap<number, string>;
}

/** Thrown where the page holds no case, or one of another version: said to the person, in words. */
export class CaseError extends Error {}

export function parseCase(text: string): Case {
  if (text.trim() === '')
    throw new CaseError('This page holds no case. Letterlock writes one into it: letterlock report.');
  let view: ReportView;
  try {
    view = JSON.parse(text) as ReportView;
  } catch {
    throw new CaseError(
      'The case in this page is damaged. The files beside it (summary.json and others) hold the same.',
    );
  }
  if (view.viewVersion !== 1) throw new CaseError('The case in this page is of another version than the page.');
  return {
    view,
    finding: new Map(view.findings.map((finding) => [finding.id, finding])),
    event: new Map(view.events.map((event) => [event.eventId, event])),
    application: new Map(view.applications.flatMap((app) => (app.appId === null ? [] : [[app.appId, app] as const]))),
    exposureOf: byIncident(view.exposure),
    checkTitle: new Map(view.checks.map((check) => [check.detection, check.title])),
    sourcePath: new Map(view.sources.map((source) => [source.sourceId, sourceName(source)])),
  };
}

function byIncident(exposure: readonly ExposureEntry[]): ReadonlyMap<string, readonly ExposureEntry[]> {
  const groups = new Map<string, ExposureEntry[]>();
  for (const entry of exposure) {
    const group = groups.get(entry.incident);
    if (group === undefined) groups.set(entry.incident, [entry]);
    else group.push(entry);
  }
  return groups;
}

export function sourceName(source: { readonly path: string; readonly containerPath: string | null }): string {
  return source.containerPath === null ? source.path : `${source.path} › ${source.containerPath}`;
}

/** `Incident 2`: how an incident is called on the page; its id stands beside it. */
export function incidentName(index: number): string {
  return `Incident ${index + 1}`;
}

/** Findings that stand in no incident. */
export function loneFindings(view: ReportView): readonly Finding[] {
  const taken = new Set(view.summary.incidents.flatMap((incident: Incident) => incident.findings));
  return view.findings.filter((finding) => !taken.has(finding.id));
}
