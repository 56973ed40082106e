/** One line that says what an incident is. */
import type { Ways } from './follow-use.ts';
import type { DetectionInfo } from './options.ts';
import { flowWords } from './statement.ts';
import { plural } from './statement-words.ts';
import type { ScopeExposure, ScopeFinding, ScopeFlow } from './types.ts';

export interface TitleInput {
  readonly exposures: readonly ScopeExposure[];
  /** Strongest first. */
  readonly findings: readonly ScopeFinding[];
  readonly flows: readonly ScopeFlow[];
  readonly ways: Ways;
  readonly names: ReadonlyMap<string, string>;
  readonly detections: ReadonlyMap<string, DetectionInfo>;
}

/** Accesses where there are any, else what leads mail away, else the strongest finding. Without a full stop. */
export function incidentTitle({ exposures, findings, flows, ways, names, detections }: TitleInput): string {
  const touched = exposures.filter(({ intruderAccesses }) => intruderAccesses > 0);
  if (touched.length > 0) {
    const [only] = touched;
    const whose =
      touched.length === 1 && only !== undefined
        ? `mailbox ${only.mailbox}`
        : plural(touched.length, 'mailbox', 'mailboxes');
    return `Access to ${whose}${by(ways.applications, names)}${from(ways.addresses)}`;
  }
  const [flow] = flows;
  if (flow !== undefined)
    return `Mail led away by ${flowWords(flow)}${flows.length > 1 ? ` and ${plural(flows.length - 1, 'other way')}` : ''}`;
  const [finding] = findings;
  const what = finding === undefined ? 'Finding' : (detections.get(finding.detection)?.title ?? finding.detection);
  return `${what}${finding?.mailbox == null ? (finding?.person == null ? '' : `: ${finding.person}`) : `: ${finding.mailbox}`}`;
}

function by(applications: readonly string[], names: ReadonlyMap<string, string>): string {
  const [only] = applications;
  if (only === undefined) return '';
  if (applications.length > 1) return ` by ${applications.length} applications`;
  const name = names.get(only);
  return ` by application ${name === undefined ? only : `${name} (${only})`}`;
}

function from(addresses: readonly string[]): string {
  const [only] = addresses;
  if (only === undefined) return '';
  return addresses.length === 1 ? ` from ${only}` : ` from ${addresses.length} addresses`;
}
