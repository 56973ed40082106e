/**
 * The files of `report/` as schemas, strict: an unknown key is a fault. `docs/schemas/*.json` are made from these, and a
 * test holds every output against them.
 */
import { z } from 'zod';
import { COVERAGE_STATES, LOG_KINDS, REJECT_CODES, SEVERITIES, TRUNCATION_CODES, VERDICTS } from '../facts/index.ts';
import { WIDTH_REASONS } from '../scope/index.ts';

const time = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?Z$/)
  .describe('UTC, ISO 8601 with Z');
const count = z.int().nonnegative();
const share = z.number().min(0).max(1);
const text = z.string();
/** Text of a log: never empty, null where the log does not state it. */
const stated = z.string().min(1);
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const eventId = z.string().regex(/^[0-9a-f]{16}$/);
const findingId = z.string().min(1);
const incidentId = z.string().regex(/^i-[0-9a-f]{16}$/);
const texts = z.array(stated);

const decision = z.strictObject({ state: z.enum(['confirmed', 'benign', 'unsure']), by: text, at: time, why: text });

const flowKind = z.enum([
  'inbox-rule',
  'forwarding',
  'transport-rule',
  'connector',
  'mailbox-permission',
  'folder-permission',
  'send-as',
  'delegate',
  'consent',
  'app-permission',
  'compliance-search',
  'export',
]);
const flow = {
  kind: flowKind,
  from: time.nullable(),
  to: time.nullable(),
  destination: stated.nullable(),
  filter: stated.nullable(),
  eventIds: z.array(eventId),
  messages: count.nullable(),
  countedBy: z.enum(['message-trace', 'forwards']).nullable(),
  extent: stated,
};

const totals = z.strictObject({
  distinctMessages: count,
  mailboxMessagePairs: count,
  lower: count,
  upper: count.nullable(),
  upperReason: stated.nullable(),
  upperSinceFirst: count.nullable(),
  pairsUpper: count.nullable(),
  upperBasis: stated.nullable(),
  reasons: z.array(
    z.strictObject({
      reason: z.enum(WIDTH_REASONS),
      mailboxes: count,
      hours: count,
      hoursSinceFirst: count,
      messages: count.nullable(),
      why: stated,
    }),
  ),
  undecidable: count,
  foldersPresumed: count,
  hoursUnobservable: count,
  elsewhere: z.strictObject({ mailboxes: count, hours: count }).nullable(),
});

const incident = z.strictObject({
  id: incidentId,
  severity: z.enum(SEVERITIES),
  reasons: texts.min(1),
  title: stated,
  firstSeen: time.nullable(),
  lastSeen: time.nullable(),
  mailboxes: texts,
  applications: texts,
  addresses: texts,
  sessions: texts,
  tokens: texts,
  findings: z.array(findingId).min(1),
  links: z.array(
    z.strictObject({
      kind: z.enum([
        'token',
        'session',
        'address',
        'network',
        'application',
        'client',
        'destination',
        'user',
        'message',
        'event',
      ]),
      value: stated,
      ground: stated,
      decision: decision.nullable(),
    }),
  ),
  exposure: totals,
  flows: z.array(z.strictObject({ ...flow, mailbox: stated.nullable() })),
  response: z.array(
    z.strictObject({
      kind: z.enum(['contain', 'preserve']),
      action: stated,
      why: stated,
      how: stated.nullable(),
      before: time.nullable(),
    }),
  ),
  decision: decision.nullable(),
});

export const summarySchema = z.strictObject({
  schemaVersion: z.literal(1),
  program: z.strictObject({ name: z.literal('letterlock'), version: stated }),
  tenants: texts,
  window: z.strictObject({ from: time.nullable(), to: time.nullable() }),
  verdict: z.enum(VERDICTS),
  verdictReasons: texts.min(1),
  sources: z.strictObject({
    files: count,
    bytes: count,
    records: count,
    stored: count,
    merged: count,
    duplicates: count,
    rejected: count,
    suspectTruncated: count,
  }),
  accesses: z.strictObject({ total: count, withTokenId: count, withSession: count, evaluable: count }),
  tokenReconciliation: z.strictObject({
    tokens: count,
    issued: count,
    seenNotCompleted: count,
    notEvaluable: count,
    pending: count,
    noIssuanceRecord: count,
    contradictory: count,
    reasons: z.array(z.strictObject({ outcome: stated, reason: stated, tokens: count })),
    ledgers: z.array(
      z.strictObject({
        kind: z.enum(LOG_KINDS),
        from: time.nullable(),
        to: time.nullable(),
        rows: count,
        withTokenId: count,
        withSession: count,
      }),
    ),
  }),
  incidents: z.array(incident),
  mailboxes: z.array(
    z.strictObject({
      mailbox: stated,
      mailboxId: stated.nullable(),
      verdict: z.enum(VERDICTS),
      reasons: texts,
      observedShare: share.nullable(),
    }),
  ),
  notRun: z.array(
    z.strictObject({
      detection: stated,
      reason: stated,
      observed: z.array(z.strictObject({ logKind: z.enum(LOG_KINDS), observed: share })),
    }),
  ),
  collectNext: z.array(
    z.strictObject({ log: z.enum(LOG_KINDS), why: stated, unblocks: texts, expiresAt: time.nullable(), how: stated }),
  ),
  evidence: z.strictObject({
    proves: stated,
    doesNotProve: texts.min(1),
    how: z.array(
      z.strictObject({ purpose: z.enum(['seal', 'time-stamp', 'verify', 'prove-record']), command: stated }),
    ),
    sourcesHashed: count,
    sourcesKept: count,
    sourcesWithCustody: count,
  }),
});

const finding = z.strictObject({
  id: findingId,
  detection: stated,
  version: count,
  severity: z.enum(SEVERITIES),
  strength: z.strictObject({ value: share, basis: stated }),
  title: stated,
  mailbox: stated.nullable(),
  user: stated.nullable(),
  firstSeen: time.nullable(),
  lastSeen: time.nullable(),
  applications: texts,
  addresses: texts,
  sessions: texts,
  tokens: texts,
  eventIds: z.array(eventId),
  explanation: text,
  otherCauses: texts,
  matchRate: z.strictObject({ rate: share, low: share, high: share, n: count, stratum: stated }).nullable(),
  decision: decision.nullable(),
  knownGood: z.array(
    z.strictObject({
      kind: z.enum(['user', 'address', 'session', 'token', 'application', 'message']),
      value: stated,
      reason: stated,
      author: stated,
    }),
  ),
});
export const findingsSchema = z.array(finding);

const message = z.strictObject({
  messageId: stated.nullable(),
  itemId: stated.nullable(),
  immutableId: stated.nullable(),
  folders: texts,
  size: z.int().nullable(),
  subject: stated.nullable(),
  firstSeen: time,
  lastSeen: time,
  evidence: z.enum(['named', 'folder', 'mailbox']),
  attribution: z.enum(['intruder', 'undecidable', 'owner']),
  ground: stated,
  eventIds: z.array(eventId).min(1),
});
export const exposureSchema = z.array(
  z.strictObject({
    incident: incidentId,
    mailbox: stated,
    mailboxId: stated.nullable(),
    messages: z.array(message),
    folders: z.array(z.strictObject({ path: stated, reason: stated, items: count.nullable() })),
    wholeMailbox: z.boolean(),
    inventory: z.strictObject({ items: count, folders: count, file: stated }).nullable(),
    attributions: z.array(
      z.strictObject({ attribution: z.enum(['intruder', 'undecidable', 'owner']), ground: stated, accesses: count }),
    ),
    observed: z.strictObject({ from: time, to: time, hours: count, ofHours: count }).nullable(),
    windows: z.array(z.strictObject({ from: time, to: time, state: z.enum(COVERAGE_STATES), reason: stated })),
    flows: z.array(z.strictObject(flow)),
    totals,
    statement: stated,
    details: texts,
    sheet: stated.nullable(),
  }),
);

export const coverageSchema = z.array(
  z.strictObject({
    tenant: stated.nullable(),
    mailbox: stated.nullable(),
    mailboxId: stated.nullable(),
    logKind: z.enum(LOG_KINDS),
    spans: z.array(z.strictObject({ from: time, to: time, state: z.enum(COVERAGE_STATES), reason: stated })),
  }),
);

export const sourcesSchema = z.array(
  z.strictObject({
    sourceId: count,
    path: stated,
    containerPath: stated.nullable(),
    format: stated,
    kinds: z.partialRecord(z.enum(LOG_KINDS), count),
    tenants: texts,
    sha256: z.union([hash, z.literal('')]),
    bytes: count,
    records: count,
    stored: count,
    merged: count,
    duplicates: count,
    rejected: count,
    rejects: z.array(
      z.strictObject({ place: stated, code: z.enum(keysOf(REJECT_CODES)), message: stated, records: count }),
    ),
    firstAt: time.nullable(),
    lastAt: time.nullable(),
    suspectTruncated: z.array(
      z.strictObject({ code: z.enum(keysOf(TRUNCATION_CODES)), proven: z.boolean(), detail: stated }),
    ),
    lookedLike: stated.nullable(),
    identifiersDamaged: z.boolean(),
    fieldIssues: z.array(
      z.strictObject({
        family: stated,
        field: stated,
        issue: z.enum(['not-convertible', 'other-shape']),
        records: count,
      }),
    ),
    conflicts: count,
    collectedBy: stated.nullable(),
    collectedAt: time.nullable(),
    tool: stated.nullable(),
    query: stated.nullable(),
    receivedFrom: stated.nullable(),
  }),
);

/** One line of `events.jsonl`. */
export const eventSchema = z.strictObject({
  eventId,
  vendorId: stated.nullable(),
  sourceId: count,
  place: stated,
  recordSha256: hash.nullable(),
  time: time.nullable(),
  raw: text.nullable(),
  rawState: z.enum(['here', 'source-absent', 'left-out']).describe('Whether the raw record is here; if not, why'),
});

export const documentSchema = z.strictObject({
  summary: summarySchema,
  findings: findingsSchema,
  exposure: exposureSchema,
  coverage: coverageSchema,
  sources: sourcesSchema,
  events: z.array(eventSchema),
});

/** By file of the report folder. */
export const REPORT_SCHEMAS = {
  'summary.json': summarySchema,
  'findings.json': findingsSchema,
  'exposure.json': exposureSchema,
  'coverage.json': coverageSchema,
  'sources.json': sourcesSchema,
  'events.jsonl': eventSchema,
} as const;

function keysOf<Key extends string>(table: Readonly<Record<Key, unknown>>): [Key, ...Key[]] {
  return Object.keys(table) as [Key, ...Key[]];
}

/** JSON Schema (draft 2020-12) of one file of the report, as `docs/schemas/` holds it. */
export function schemaText(file: keyof typeof REPORT_SCHEMAS): string {
  const schema = z.toJSONSchema(REPORT_SCHEMAS[file], { reused: 'ref' });
  const title = file === 'events.jsonl' ? 'One line of events.jsonl' : file;
  return `${JSON.stringify({ $schema: schema.$schema, title: `letterlock report: ${title}`, ...schema }, null, 2)}\n`;
}
