/** The ledger's tables, the derived facts and the results of detection. */
import { column as c, type Table } from './table.ts';

const EVENT_ID = c('event_id', 'BIGINT', 'The event.');
const SOURCE_ID = c('source_id', 'BIGINT', 'The source, numbered from 1 in the order of ingest.');
const ORDINAL = c(
  'ordinal',
  'BIGINT',
  'Number of the record in its source, from 1: the order in which the unwrapper read it.',
);

function table(name: string, origin: Table['origin'], grain: string, doc: string, columns: Table['columns']): Table {
  return { name, origin, grain, doc, columns, within: [] };
}

export const LEDGER_TABLES: readonly Table[] = [
  table(
    'source',
    'ledger',
    'one file or member of an archive as received',
    'The ledger: read = stored + merged + duplicates + rejected.',
    [
      SOURCE_ID,
      c('path', 'VARCHAR', 'Path as given, `/` as separator; `-` for standard input.'),
      c('container_path', 'VARCHAR', 'Path inside the archive, where it came out of one.'),
      c('sha256', 'VARCHAR', "SHA-256 of the bytes as received (of an archive's member: of the member's bytes), hex."),
      c('container_sha256', 'VARCHAR', 'SHA-256 of the archive it came out of, hex; null for a plain file.'),
      c('bytes', 'BIGINT', 'Bytes as received.'),
      c('format', 'VARCHAR', 'What the file was taken for (see collect/files/formats).'),
      c('encoding', 'VARCHAR', 'Text encoding: `utf-8`, `utf-16le`, `utf-16be`.'),
      c('compression', 'VARCHAR', '`gzip`, `zstd`, `zip` … or null.'),
      c('read', 'BIGINT', 'Records read, counted while unwrapping.'),
      c('stored', 'BIGINT', 'Records stored as new events, counted in the tables.'),
      c('merged', 'BIGINT', 'Records merged into an event that another record had brought.'),
      c('duplicates', 'BIGINT', 'Records that were there already, with the same content.'),
      c('rejected', 'BIGINT', 'Records that were not taken; see `reject`.'),
      c('first_at', 'TIMESTAMP', 'Earliest event time in it, UTC.'),
      c('last_at', 'TIMESTAMP', 'Latest event time in it, UTC.'),
      c('looked_like', 'VARCHAR', 'What an unrecognised file looked like, in words.'),
      c('identifiers_damaged', 'BOOLEAN', 'Its token identifiers have lost their capitals.'),
      c('ingested_at', 'TIMESTAMP', 'When it was taken in, UTC (the clock is passed in).'),
    ],
  ),
  table(
    'event_source',
    'ledger',
    'one record of one source that was not rejected',
    'Where each event comes from; all sources of a merged event are here.',
    [
      EVENT_ID,
      SOURCE_ID,
      ORDINAL,
      c('status', 'VARCHAR', '`stored`, `merged` or `duplicate`.'),
      c('content', 'BIGINT', "Hash of the record's bytes as unwrapped, to tell a duplicate from another version."),
    ],
  ),
  table('reject', 'ledger', 'one record that was not taken', 'Rejects with place and reason.', [
    SOURCE_ID,
    ORDINAL,
    c('place', 'VARCHAR', 'Where in the source: `line 12`, `row 7`, `element 3` or `byte 1024`.'),
    c('code', 'VARCHAR', 'Why (see REJECT_CODES).'),
    c(
      'records',
      'BIGINT',
      'How many records the row stands for: 1, or more where a source has so many rejects that the rest was only counted.',
    ),
    c('detail', 'VARCHAR', 'What exactly, without content of mail.'),
  ]),
  table('source_kind', 'ledger', 'one kind of log in one source', 'Which log kinds a source holds.', [
    SOURCE_ID,
    c('log_kind', 'VARCHAR', 'Kind of log.'),
    c('records', 'BIGINT', 'Records of that kind that were not rejected.'),
    c('tenant', 'VARCHAR', 'Tenant.'),
    c('first_at', 'TIMESTAMP', 'Earliest, UTC.'),
    c('last_at', 'TIMESTAMP', 'Latest, UTC.'),
  ]),
  table('truncation', 'ledger', 'one reason to think a source incomplete', 'Suspected and proven truncation.', [
    SOURCE_ID,
    c('code', 'VARCHAR', 'Why (see TRUNCATION_CODES).'),
    c('proven', 'BOOLEAN', 'Whether it is certain.'),
    c('detail', 'VARCHAR', 'Figures behind it.'),
  ]),
  table(
    'field_issue',
    'ledger',
    'one field of one source that did not convert',
    'Text that did not convert and fields of another shape, counted.',
    [
      SOURCE_ID,
      c('family', 'VARCHAR', 'Normaliser.'),
      c('field', 'VARCHAR', "The vendor's field."),
      c('issue', 'VARCHAR', '`not-convertible` or `other-shape`.'),
      c('records', 'BIGINT', 'How many records.'),
    ],
  ),
  table(
    'conflict',
    'ledger',
    'one field in which two versions of a record differ',
    'Conflicts of merged records, and the history of sign-ins that were sent again.',
    [
      EVENT_ID,
      SOURCE_ID,
      ORDINAL,
      c('fact', 'VARCHAR', 'Table.'),
      c('field', 'VARCHAR', 'Column.'),
      c('kept', 'VARCHAR', 'Value that stands.'),
      c('other', 'VARCHAR', 'Value that does not.'),
      c('resolution', 'VARCHAR', '`conflict` (first stands) or `superseded` (the newer state stands).'),
    ],
  ),
];

export const DERIVED_TABLES: readonly Table[] = [
  table(
    'account',
    'derived',
    'one name under which a person appears',
    'Who is who, flattened: join any `actor` or `mailbox` label to it on (tenant, label).',
    [
      c('tenant', 'VARCHAR', 'Tenant.'),
      c('label', 'VARCHAR', 'Name as facts carry it in `actor` or `mailbox`: address, PUID, SID or GUID, lower case.'),
      c('person', 'VARCHAR', 'Stable key of the person: object id, else mailbox GUID, else the address itself.'),
      c('mailbox_id', 'VARCHAR', "The person's own mailbox, where known."),
      c('address', 'VARCHAR', 'Current address of the person, for display.'),
      c(
        'ground',
        'VARCHAR',
        'On what the tie rests: `stated` (a record names both), `directory` (an export), `itself`.',
      ),
    ],
  ),
  table('person', 'derived', 'one person or resource', 'Persons with what is known of them.', [
    c('tenant', 'VARCHAR', 'Tenant.'),
    c('person', 'VARCHAR', 'Stable key.'),
    c('address', 'VARCHAR', 'Current address.'),
    c('mailbox_id', 'VARCHAR', 'Own mailbox.'),
    c('display_name', 'VARCHAR', 'Name.'),
    c('department', 'VARCHAR', 'Department, from directory or people.csv.'),
    c('title', 'VARCHAR', 'Title.'),
    c('first_seen', 'TIMESTAMP', 'First event, UTC.'),
    c('last_seen', 'TIMESTAMP', 'Last event, UTC.'),
  ]),
  table(
    'identity',
    'derived',
    'one identifier of one person',
    'Every identifier that the logs or directories tie to a person.',
    [
      c('tenant', 'VARCHAR', 'Tenant.'),
      c('person', 'VARCHAR', 'Stable key.'),
      c('kind', 'VARCHAR', 'What it is (see IDENTITY_KINDS).'),
      c('value', 'VARCHAR', 'The identifier.'),
      c('first_seen', 'TIMESTAMP', 'First event, UTC.'),
      c('last_seen', 'TIMESTAMP', 'Last event, UTC.'),
    ],
  ),
  table('address', 'derived', 'one client address', 'What is known of each address in the facts.', [
    c('address', 'VARCHAR', 'The address.'),
    c(
      'network',
      'VARCHAR',
      "The network it is compared by: the vendor's published prefix for its own service, the ASN as `AS64500` where known, else (and for machines that the vendor rents out) /24 (IPv4) or /48 (IPv6).",
    ),
    c('network_class', 'VARCHAR', '`vendor-service`, `vendor-cloud`, `private` or `other`.'),
    c('asn', 'BIGINT', 'Autonomous system, from --geo; null without.'),
    c('asn_name', 'VARCHAR', 'Its name, from --geo.'),
    c('country', 'VARCHAR', 'Country (ISO 3166), from --geo.'),
  ]),
  table(
    'application',
    'derived',
    'one application',
    'Applications with names: from reference/, from the logs, from exports.',
    [
      c('app_id', 'VARCHAR', 'Application id.'),
      c('name', 'VARCHAR', 'Name.'),
      c('first_party', 'BOOLEAN', "The vendor's own. Never a reason to exempt it."),
      c('kind', 'VARCHAR', '`client`, `service` or null.'),
      c('origin', 'VARCHAR', '`reference`, `log` or `export`.'),
    ],
  ),
  table('issuance', 'derived', 'one token that was given out', "Completed sign-ins and Exchange's own issuances.", [
    EVENT_ID,
    c('tenant', 'VARCHAR', 'Tenant.'),
    c('time', 'TIMESTAMP', 'When, UTC.'),
    c('ledger', 'VARCHAR', 'Which ledger: a sign-in kind, or `owa`.'),
    c('token_id', 'VARCHAR', 'Token as GUID.'),
    c('session_id', 'VARCHAR', 'Session.'),
    c('person', 'VARCHAR', 'To whom, stable key.'),
    c('app_id', 'VARCHAR', 'Application.'),
    c('address', 'VARCHAR', 'Address.'),
  ]),
  table(
    'observed',
    'derived',
    'one mailbox, day and log kind with records',
    "The records' own rhythm, from which coverage is computed.",
    [
      c('tenant', 'VARCHAR', 'Tenant.'),
      c('log_kind', 'VARCHAR', 'Kind of log.'),
      c('mailbox_id', 'VARCHAR', 'Mailbox; null for logs of the whole tenant.'),
      c('hour', 'TIMESTAMP', 'Start of the hour, UTC.'),
      c('records', 'BIGINT', 'Events.'),
    ],
  ),
];

export const RESULT_TABLES: readonly Table[] = [
  table('finding', 'result', 'what one detection says of one subject', 'Findings.', [
    c('finding_id', 'VARCHAR', 'Content-based id: `f-` and 16 hex digits over detection and subject.'),
    c('detection', 'VARCHAR', 'Detection.'),
    c('version', 'BIGINT', 'Its version.'),
    c('tenant', 'VARCHAR', 'Tenant.'),
    c('severity', 'VARCHAR', 'Severity (see SEVERITIES).'),
    c('strength', 'DOUBLE', '0 to 1: how strongly it speaks.'),
    c('basis', 'VARCHAR', 'What the strength rests on, in words.'),
    c(
      'subject',
      'VARCHAR',
      'What it is about and which one: `application:…`, `mailbox:…`, `user:…`; unique within the detection and tenant.',
    ),
    c('mailbox_id', 'VARCHAR', 'Mailbox concerned.'),
    c('mailbox', 'VARCHAR', 'Its label.'),
    c('person', 'VARCHAR', 'User concerned: label.'),
    c('first_seen', 'TIMESTAMP', 'First event, UTC.'),
    c('last_seen', 'TIMESTAMP', 'Last event, UTC.'),
    c('explanation', 'VARCHAR', 'One or two sentences with the figures.'),
    c('events', 'BIGINT', 'Events behind it, all of them; `finding_anchor` names at most a limit of them.'),
  ]),
  table(
    'finding_anchor',
    'result',
    'one value that a finding hangs on',
    'Applications, addresses, sessions, tokens of a finding; incidents are tied by these.',
    [
      c('finding_id', 'VARCHAR', 'Finding.'),
      c(
        'kind',
        'VARCHAR',
        '`application`, `address`, `session`, `token`, `event`, `client`, `destination`, `mailbox` (its id), `known-good` (an annotation, in words).',
      ),
      c('value', 'VARCHAR', 'The value (events: the event id in decimal).'),
    ],
  ),
  table('detection_run', 'result', 'one detection, run or not', 'What ran, and why not.', [
    c('detection', 'VARCHAR', 'Detection.'),
    c('version', 'BIGINT', 'Its version.'),
    c('ran', 'BOOLEAN', 'Whether it ran.'),
    c('reason', 'VARCHAR', 'Why not; where it ran, whom it could not judge or what it left out.'),
    c('missing', 'VARCHAR', 'Logs to collect so that it can run, in words, separated by `; `.'),
    c('findings', 'BIGINT', 'Findings.'),
    c('looked_at', 'BIGINT', 'Rows of the facts it needs that it looked at.'),
  ]),
  table('decision', 'result', 'one judgement of a person', 'Kept over re-runs; the newest of a target stands.', [
    c('target', 'VARCHAR', 'Finding or incident id, or `link:INCIDENT:KIND:VALUE` for a cut tie.'),
    c('state', 'VARCHAR', '`confirmed`, `benign` or `unsure`.'),
    c('why', 'VARCHAR', 'Reason.'),
    c('author', 'VARCHAR', 'Who.'),
    c('decided_at', 'TIMESTAMP', 'When, UTC.'),
  ]),
];
