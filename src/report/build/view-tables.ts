/** Columns of the page: mailboxes, messages, timeline, matrix. */
import { byText, countOf, type Scope, textOf, textOrNull, timeOf } from '../../scope/index.ts';
import type { Database } from '../../store/index.ts';
import type {
  AccessMatrix,
  ApplicationLabel,
  Attribution,
  MailboxTable,
  MessageTable,
  Timeline,
  TimelineSeries,
} from '../model.ts';
import { eachExposureMessages } from './messages.ts';

/** Texts that occur often, each once, by index. */
export class Texts<Value> {
  readonly values: Value[] = [];
  readonly #index = new Map<string, number>();

  indexOf(value: Value): number {
    const key = JSON.stringify(value);
    const there = this.#index.get(key);
    if (there !== undefined) return there;
    this.#index.set(key, this.values.length);
    this.values.push(value);
    return this.values.length - 1;
  }
}

/** Mailboxes of the page; rows for accesses without a mailbox are added at the end. */
export class MailboxRows {
  readonly #scope: Scope;
  readonly #index: Map<string, number>;
  readonly #extra: string[] = [];

  constructor(scope: Scope) {
    this.#scope = scope;
    this.#index = new Map(scope.mailboxes.map(({ mailboxId }, row) => [mailboxId, row]));
  }

  indexOf(mailboxId: string): number {
    const there = this.#index.get(mailboxId);
    if (there !== undefined) return there;
    const row = this.#index.size;
    this.#index.set(mailboxId, row);
    this.#extra.push(mailboxId);
    return row;
  }

  table(): MailboxTable {
    const texts = new Texts<string>();
    const { mailboxes } = this.#scope;
    const unknown = texts.indexOf('Accesses name it in a way that no other log knows.');
    return {
      mailbox: [
        ...mailboxes.map(({ mailbox }) => mailbox),
        ...this.#extra.map((id) => (id === '' ? '(mailbox not stated)' : id)),
      ],
      mailboxId: [...mailboxes.map(({ mailboxId }) => mailboxId), ...this.#extra.map((id) => (id === '' ? null : id))],
      verdict: [...mailboxes.map(({ verdict }) => verdict), ...this.#extra.map(() => 'not-assessable' as const)],
      observedShare: [...mailboxes.map(({ observedShare }) => observedShare), ...this.#extra.map(() => null)],
      reasons: [
        ...mailboxes.map(({ reasons }) => reasons.map((reason) => texts.indexOf(reason))),
        ...this.#extra.map(() => [unknown]),
      ],
      reasonTexts: texts.values,
    };
  }
}

/** Rows of messages, at most `limit`; `events` maps event ids to rows of the page. */
export async function messageTable(
  database: Database,
  scope: Scope,
  rows: MailboxRows,
  events: ReadonlyMap<string, number>,
  total: number,
  limit: number,
): Promise<MessageTable> {
  const incidents = new Map(scope.incidents.map(({ id }, index) => [id, index]));
  const folderTexts = new Texts<readonly string[]>();
  const groundTexts = new Texts<string>();
  const table = {
    total,
    incident: [] as number[],
    mailbox: [] as number[],
    messageId: [] as (string | null)[],
    itemId: [] as (string | null)[],
    folders: [] as number[],
    size: [] as (number | null)[],
    subject: [] as (string | null)[],
    firstSeen: [] as number[],
    lastSeen: [] as number[],
    evidence: [] as 'named'[],
    attribution: [] as Attribution[],
    ground: [] as number[],
    events: [] as (readonly number[])[],
  };
  for await (const { exposure, messages } of eachExposureMessages(database, scope, scope.exposures)) {
    if (table.incident.length >= limit) break;
    for (const message of messages) {
      if (table.incident.length >= limit) break;
      table.incident.push(incidents.get(exposure.incident) ?? 0);
      table.mailbox.push(rows.indexOf(exposure.mailboxId));
      table.messageId.push(message.messageId);
      table.itemId.push(message.messageId === null ? message.itemId : null);
      table.folders.push(folderTexts.indexOf(message.folders));
      table.size.push(message.size);
      table.subject.push(message.subject);
      table.firstSeen.push(Date.parse(message.firstSeen));
      table.lastSeen.push(Date.parse(message.lastSeen));
      table.evidence.push('named');
      table.attribution.push(message.attribution);
      table.ground.push(groundTexts.indexOf(message.ground));
      table.events.push(message.eventIds.flatMap((id) => events.get(id) ?? []));
    }
  }
  const subject = table.subject.some((text) => text !== null) ? table.subject : null;
  return { ...table, subject, folderTexts: folderTexts.values, groundTexts: groundTexts.values };
}

/** Accesses by hour: of each incident and attribution, and those in no incident. */
export async function timelineOf(database: Database, scope: Scope): Promise<Timeline> {
  const incidentOf = new Map(scope.incidents.map(({ id }, index) => [scope.names.get(id) ?? '', index]));
  const counts = new Map<
    string,
    { readonly incident: number | null; readonly attribution: Attribution | null; readonly hours: Map<number, number> }
  >();
  const query = `SELECT name, attribution, ll_hour(time) AS hour, count(*) AS n FROM scope_access WHERE time IS NOT NULL GROUP BY name, attribution, ll_hour(time)
    UNION ALL SELECT NULL, NULL, ll_hour(a.time), count(*) FROM access AS a WHERE a.time IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM scope_access AS s WHERE s.event_id = a.event_id AND s.part = a.part) GROUP BY ll_hour(a.time)`;
  for await (const row of database.stream(query)) {
    const name = textOrNull(row, 'name');
    const attribution = textOrNull(row, 'attribution') as Attribution | null;
    const incident = name === null ? null : (incidentOf.get(name) ?? null);
    const key = `${incident ?? ''} ${attribution ?? ''}`;
    const series = counts.get(key) ?? { incident, attribution, hours: new Map<number, number>() };
    series.hours.set(timeOf(row, 'hour') / 1000, countOf(row, 'n'));
    counts.set(key, series);
  }
  const hours = [...new Set([...counts.values()].flatMap((series) => [...series.hours.keys()]))].sort((a, b) => a - b);
  const place = ({ incident, attribution }: Pick<TimelineSeries, 'incident' | 'attribution'>): number =>
    incident === null ? -1 : incident * 2 + (attribution === 'intruder' ? 0 : 1);
  const series = [...counts.values()]
    .map(
      (entry): TimelineSeries => ({
        incident: entry.incident,
        attribution: entry.attribution,
        accesses: hours.map((hour) => entry.hours.get(hour) ?? 0),
      }),
    )
    .sort((a, b) => place(a) - place(b));
  return { hours, series };
}

/** Mailboxes by applications, and the labels of the applications that occur there or in findings. */
export async function matrixOf(
  database: Database,
  scope: Scope,
  rows: MailboxRows,
): Promise<{ readonly matrix: AccessMatrix; readonly applications: readonly ApplicationLabel[] }> {
  const pairs = await database.all(
    `SELECT coalesce(a.mailbox_id, a.mailbox, '') AS box, coalesce(a.client_app_id, a.app_id) AS application, count(*) AS accesses, count(s.event_id) AS in_incident,
       min(a.time) AS first_at, max(a.time) AS last_at
     FROM access AS a LEFT JOIN (SELECT DISTINCT event_id, part FROM scope_access) AS s ON s.event_id = a.event_id AND s.part = a.part
     WHERE a.time IS NOT NULL GROUP BY coalesce(a.mailbox_id, a.mailbox, ''), coalesce(a.client_app_id, a.app_id) ORDER BY box, application NULLS FIRST`,
  );
  const names = await database.all(
    'SELECT app_id, min(name) AS name, bool_or(first_party) AS first_party FROM application GROUP BY app_id',
  );
  const known = new Map(names.map((row) => [textOf(row, 'app_id'), row]));
  const ids = [
    ...new Set([
      ...pairs.map((row) => textOrNull(row, 'application')),
      ...scope.findings.flatMap(({ applications }) => applications),
      ...scope.incidents.flatMap(({ applications }) => applications),
    ]),
  ];
  const ordered = ids.sort((a, b) => byText(a ?? '', b ?? ''));
  const indexOf = new Map(ordered.map((id, index) => [id, index]));
  const applications = ordered.map((appId): ApplicationLabel => {
    const row = appId === null ? undefined : known.get(appId);
    const firstParty = row?.['first_party'];
    return {
      appId,
      name: row === undefined ? null : textOrNull(row, 'name'),
      firstParty: typeof firstParty === 'boolean' ? firstParty : null,
    };
  });
  const cells = pairs
    .map((row) => ({
      mailbox: rows.indexOf(textOf(row, 'box')),
      application: indexOf.get(textOrNull(row, 'application')) ?? 0,
      row,
    }))
    .sort((a, b) => a.mailbox - b.mailbox || a.application - b.application);
  return {
    applications,
    matrix: {
      mailbox: cells.map(({ mailbox }) => mailbox),
      application: cells.map(({ application }) => application),
      accesses: cells.map(({ row }) => countOf(row, 'accesses')),
      inIncident: cells.map(({ row }) => countOf(row, 'in_incident')),
      firstSeen: cells.map(({ row }) => Math.floor(timeOf(row, 'first_at') / 1000)),
      lastSeen: cells.map(({ row }) => Math.floor(timeOf(row, 'last_at') / 1000)),
    },
  };
}
