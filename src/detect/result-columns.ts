/** What a detection's query gives: one row for each event of each subject. */
import type { SqlType } from '../facts/index.ts';

interface ResultColumn {
  readonly type: SqlType;
  readonly required: boolean;
  readonly doc: string;
}

/** Every column that a query may give; a required one must be there, any other counts as null where it is not. */
export const RESULT_COLUMNS = {
  tenant: { type: 'VARCHAR', required: true, doc: 'Tenant of the event.' },
  subject: {
    type: 'VARCHAR',
    required: true,
    doc: 'Key of the subject: all rows of one (tenant, subject) become one finding. Stable over re-runs and late data.',
  },
  event_id: { type: 'BIGINT', required: true, doc: 'The event.' },
  time: { type: 'TIMESTAMP', required: true, doc: 'Its time.' },
  explanation: {
    type: 'VARCHAR',
    required: true,
    doc: 'One or two sentences with the figures, the same in every row of the subject; where rows differ, the greatest stands.',
  },
  mailbox_id: { type: 'VARCHAR', required: false, doc: 'Mailbox; the finding has one where all its rows agree.' },
  mailbox: { type: 'VARCHAR', required: false, doc: 'Its label.' },
  person: { type: 'VARCHAR', required: false, doc: 'User concerned: label.' },
  application: { type: 'VARCHAR', required: false, doc: 'Application id: an anchor.' },
  address: { type: 'VARCHAR', required: false, doc: 'Client address: an anchor.' },
  session: { type: 'VARCHAR', required: false, doc: 'Session id: an anchor.' },
  token: { type: 'VARCHAR', required: false, doc: 'Token id: an anchor.' },
  client: { type: 'VARCHAR', required: false, doc: 'Client string or family: an anchor.' },
  destination: { type: 'VARCHAR', required: false, doc: 'Where mail goes: an anchor.' },
  strength: {
    type: 'DOUBLE',
    required: false,
    doc: '0 to 1: how strongly it speaks; the greatest of the subject stands. Without it, by confidence: 0.9, 0.6 or 0.3.',
  },
  basis: { type: 'VARCHAR', required: false, doc: 'What the strength rests on, in words; the greatest stands.' },
  match_rate: {
    type: 'DOUBLE',
    required: false,
    doc: "Where the finding rests on a match that failed: the tenant's own rate of matches (share) in the stratum.",
  },
  match_low: { type: 'DOUBLE', required: false, doc: 'Its lower bound (95 %).' },
  match_high: { type: 'DOUBLE', required: false, doc: 'Its upper bound (95 %).' },
  match_n: { type: 'BIGINT', required: false, doc: 'What it was measured on: identifiers.' },
  match_stratum: { type: 'VARCHAR', required: false, doc: 'Where it was measured, in words.' },
  severity: {
    type: 'VARCHAR',
    required: false,
    doc: "Severity of this subject where it differs from the detection's; the most severe stands.",
  },
} as const satisfies Readonly<Record<string, ResultColumn>>;

export type ResultColumnName = keyof typeof RESULT_COLUMNS;

/** Columns that become anchors of a finding, under their own names. */
export const ANCHOR_COLUMNS = [
  'application',
  'address',
  'session',
  'token',
  'client',
  'destination',
] as const satisfies readonly ResultColumnName[];

/** Characters of a text that a query gives; what is longer is cut, so that no query fills the memory of whoever reads it. */
const TEXT_LENGTH = 10_000;

/** SQL: every column in its type, out of a query that gives those of `given`; the others are null. */
export function selectedColumns(given: { readonly has: (name: string) => boolean }): string {
  return (Object.keys(RESULT_COLUMNS) as ResultColumnName[])
    .map((name) => {
      const { type } = RESULT_COLUMNS[name];
      if (!given.has(name)) return `CAST(NULL AS ${type}) AS ${name}`;
      return type === 'VARCHAR'
        ? `substr(CAST(${name} AS VARCHAR), 1, ${TEXT_LENGTH}) AS ${name}`
        : `CAST(${name} AS ${type}) AS ${name}`;
    })
    .join(', ');
}
