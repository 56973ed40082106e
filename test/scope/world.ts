/** Small worlds with known truth: raw records through the real normaliser, findings by hand. */
import { createHash } from 'node:crypto';
import { tokenBase64 } from '../../src/facts/index.ts';
import { loadApplications, loadNetworks } from '../../src/facts/reference.ts';
import { deriveFacts } from '../../src/ingest/derive/index.ts';
import { ingestRecords } from '../../src/ingest/index.ts';
import { computeScope, type DetectionInfo, type Scope, type ScopeOptions } from '../../src/scope/index.ts';
import { appendRows, type Database } from '../../src/store/index.ts';

export const TENANT = '7d1f0c52-93b1-4f6a-9a57-2f1f0b6c1e10';
/** Well after every record of these worlds. */
export const NOW = new Date('2026-03-20T12:00:00Z');
export const OWA = '00000002-0000-0ff1-ce00-000000000000';

/** A GUID that follows from a name: the same in every run. */
export function guid(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

export function mailboxOf(user: string): string {
  return guid(`mailbox ${user}`);
}

export interface AccessSpec {
  readonly id: string;
  readonly user: string;
  readonly time: string;
  readonly address?: string | null;
  readonly session?: string | null;
  readonly token?: string | null;
  readonly app?: string;
  readonly client?: string;
  readonly actor?: string;
  readonly extra?: Readonly<Record<string, unknown>>;
}

function common(spec: AccessSpec): Record<string, unknown> {
  return {
    CreationTime: spec.time,
    Id: guid(`record ${spec.id}`),
    Operation: 'MailItemsAccessed',
    OrganizationId: TENANT,
    ResultStatus: 'Succeeded',
    UserKey: guid(spec.user).slice(0, 8) + guid(spec.user).slice(0, 8),
    UserType: 0,
    Version: 1,
    Workload: 'Exchange',
    UserId: spec.actor ?? spec.user,
    AppId: spec.app ?? OWA,
    ClientInfoString: spec.client ?? 'Client=OWA;Action=ViaProxy',
    ExternalAccess: false,
    LogonType: 0,
    ...(spec.address === null ? {} : { ClientIPAddress: spec.address ?? '198.51.100.10' }),
    ...(spec.session == null ? {} : { SessionId: spec.session }),
    ...(spec.token == null
      ? {}
      : { AppAccessContext: { IssuedAtTime: spec.time, UniqueTokenId: tokenBase64(spec.token) } }),
    MailboxGuid: mailboxOf(spec.user),
    MailboxOwnerSid: `S-1-5-21-1-2-3-${parseInt(guid(spec.user).slice(0, 6), 16)}`,
    MailboxOwnerUPN: spec.user,
  };
}

export interface BindSpec extends AccessSpec {
  readonly messages: readonly string[];
  readonly folder?: string;
  readonly throttled?: boolean;
}

export function bind(spec: BindSpec): Record<string, unknown> {
  return {
    ...common(spec),
    RecordType: 50,
    OperationCount: spec.messages.length,
    OperationProperties: [
      { Name: 'MailAccessType', Value: 'Bind' },
      { Name: 'IsThrottled', Value: spec.throttled === true ? 'True' : 'False' },
    ],
    Folders: [
      {
        Id: 'LgAA',
        Path: spec.folder ?? '\\Inbox',
        FolderItems: spec.messages.map((id) => ({ InternetMessageId: id, SizeInBytes: 1200 })),
      },
    ],
    ...spec.extra,
  };
}

export function sync(spec: AccessSpec & { readonly folder: string }): Record<string, unknown> {
  return {
    ...common(spec),
    RecordType: 2,
    OperationCount: 1,
    OperationProperties: [
      { Name: 'MailAccessType', Value: 'Sync' },
      { Name: 'IsThrottled', Value: 'False' },
    ],
    Item: { ParentFolder: { Id: 'LgBB', Path: spec.folder, Name: spec.folder } },
    ...spec.extra,
  };
}

export interface CmdletSpec {
  readonly id: string;
  readonly user: string;
  readonly time: string;
  readonly operation: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly address?: string;
  readonly session?: string;
  readonly object?: string;
}

export function cmdlet(spec: CmdletSpec): Record<string, unknown> {
  return {
    CreationTime: spec.time,
    Id: guid(`record ${spec.id}`),
    Operation: spec.operation,
    OrganizationId: TENANT,
    RecordType: 1,
    ResultStatus: 'True',
    UserKey: spec.user,
    UserType: 2,
    Version: 1,
    Workload: 'Exchange',
    UserId: spec.user,
    ClientIP: `${spec.address ?? '198.51.100.10'}:4711`,
    ObjectId: spec.object ?? spec.user,
    ExternalAccess: false,
    OrganizationName: 'contoso.example',
    ...(spec.session === undefined ? {} : { SessionId: spec.session }),
    Parameters: Object.entries(spec.parameters).map(([Name, Value]) => ({ Name, Value })),
  };
}

/** An ordinary month: every user reads one message each day at nine from the office, at home on weekends. */
export function ordinary(users: readonly string[], from: string, days: number): readonly Record<string, unknown>[] {
  const start = Date.parse(`${from}T00:00:00Z`);
  return users.flatMap((user) =>
    Array.from({ length: days }, (_, index) => {
      const day = new Date(start + index * 86_400_000).toISOString().slice(0, 10);
      return bind({
        id: `${user} ${day}`,
        user,
        time: `${day}T09:00:00`,
        address: '198.51.100.10',
        session: guid(`session ${user} ${day}`),
        token: guid(`token ${user} ${day}`),
        messages: [`<${day}.${user}>`],
      });
    }),
  );
}

export interface FindingSpec {
  readonly id: string;
  readonly detection?: string;
  readonly severity?: string;
  readonly subject?: string;
  readonly user?: string;
  readonly mailbox?: boolean;
  /** Without a zone, UTC; null where the finding states none. */
  readonly firstSeen: string | null;
  readonly lastSeen?: string;
  /** Names of records, as given to `bind` and its like. */
  readonly events?: readonly string[];
  readonly anchors?: readonly (readonly [kind: string, value: string])[];
}

export interface World {
  readonly database: Database;
  readonly scope: Scope;
}

/** Ingests, derives, writes the findings and computes. The caller closes `database`. */
export async function world(
  records: readonly unknown[],
  findings: readonly FindingSpec[],
  options: Partial<ScopeOptions> & {
    readonly decisions?: readonly Readonly<Record<string, string>>[];
    readonly runs?: readonly { readonly detection: string; readonly ran: boolean }[];
  } = {},
): Promise<World> {
  const database = await ingestRecords(records);
  const applications = loadApplications().map(({ id, name, firstParty, kind }) => ({
    appId: id,
    name,
    firstParty,
    kind,
  }));
  const networks = loadNetworks().flatMap(({ prefix, networkClass }) =>
    networkClass === 'private' ? [] : [{ prefix, class: networkClass }],
  );
  await deriveFacts(database, { networks, applications, geo: [] });
  await writeFindings(database, findings);
  await appendRows(
    database,
    'decision',
    (options.decisions ?? []).map((decision) => ({
      author: 'E. Weber',
      why: 'looked at',
      ...decision,
      decided_at: NOW,
    })),
  );
  await appendRows(
    database,
    'detection_run',
    (options.runs ?? []).map((run) => ({
      ...run,
      version: 1,
      reason: run.ran ? null : 'no log',
      findings: 0,
      looked_at: 1,
    })),
  );
  return { database, scope: await computeScope(database, { now: NOW, ...options }) };
}

function dateOf(time: string | null): Date | null {
  return time === null ? null : new Date(`${time}Z`);
}

async function writeFindings(database: Database, findings: readonly FindingSpec[]): Promise<void> {
  const ids = await database.all('SELECT event_id, vendor_id FROM event');
  const eventOf = new Map(ids.map((row) => [String(row['vendor_id']), row['event_id'] as bigint]));
  await appendRows(
    database,
    'finding',
    findings.map((finding) => ({
      finding_id: finding.id,
      detection: finding.detection ?? 'application/collection-new',
      version: 1,
      tenant: TENANT,
      severity: finding.severity ?? 'medium',
      strength: 0.6,
      basis: 'by hand',
      subject: finding.subject ?? `mailbox:${finding.user ?? ''}`,
      mailbox_id: finding.user === undefined || finding.mailbox === false ? null : mailboxOf(finding.user),
      mailbox: finding.mailbox === false ? null : finding.user,
      person: finding.user,
      first_seen: dateOf(finding.firstSeen),
      last_seen: dateOf(finding.lastSeen ?? finding.firstSeen),
      explanation: 'By hand.',
    })),
  );
  await appendRows(
    database,
    'finding_anchor',
    findings.flatMap((finding) => [
      ...(finding.anchors ?? []).map(([kind, value]) => ({ finding_id: finding.id, kind, value })),
      ...(finding.events ?? []).map((name) => {
        const event = eventOf.get(guid(`record ${name}`));
        if (event === undefined) throw new TypeError(`no record "${name}"`);
        return { finding_id: finding.id, kind: 'event', value: String(event) };
      }),
    ]),
  );
}

export function detection(id: string, more: Partial<DetectionInfo> = {}): DetectionInfo {
  return {
    id,
    version: 1,
    title: `Title of ${id}`,
    status: 'stable',
    subject: 'mailbox',
    severity: 'medium',
    requires: [{ fact: 'access' }],
    falsePositives: ['Somebody new.'],
    blindSpots: ['What is not logged.'],
    response: [{ purpose: 'contain', step: 'Revoke the sessions.' }],
    ...more,
  };
}

export const ANNA = 'anna@contoso.example';
export const BEN = 'ben@contoso.example';
export const USERS: readonly string[] = [
  ANNA,
  BEN,
  'carl@contoso.example',
  'dora@contoso.example',
  'emil@contoso.example',
  'fay@contoso.example',
];
export const EVIL = '203.0.113.66';

/** Worlds of one test file: `make` opens, `close` closes all that were opened since. */
export function openedWorlds(): { readonly make: typeof world; readonly close: () => void } {
  const opened: Database[] = [];
  return {
    make: async (...given) => {
      const made = await world(...given);
      opened.push(made.database);
      return made;
    },
    close: () => {
      for (const database of opened.splice(0)) database.close();
    },
  };
}

/** What each access that is in an incident is held to be, by the id of its record. */
export async function attributions({ database }: World): Promise<Readonly<Record<string, string>>> {
  const rows = await database.all(
    'SELECT e.vendor_id, s.attribution FROM scope_access AS s JOIN event AS e ON e.event_id = s.event_id ORDER BY e.vendor_id',
  );
  return Object.fromEntries(rows.map((row) => [String(row['vendor_id']), String(row['attribution'])]));
}
