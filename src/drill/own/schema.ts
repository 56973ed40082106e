/** What `letterlock drill --own --json` prints as a schema, strict. `docs/schemas/drill-own.schema.json` is made from it. */
import { z } from 'zod';
import { LOG_KINDS, SEVERITIES } from '../../facts/index.ts';
import { count, cutOff, intrusionShape, jsonSchemaText, text } from '../schema.ts';

const time = text.describe('ISO 8601, UTC');
const log = z.enum(LOG_KINDS);
const severity = z.enum(SEVERITIES);

const intrusion = z.strictObject({
  intrusion: text,
  title: text,
  outcome: z
    .enum(['alarm', 'review', 'missed', 'no-record', 'not-possible'])
    .describe(
      'alarm: an incident of high or critical severity rests on its records; review: a finding does, and no such incident; missed: nothing does; no-record: these logs hold nothing of it; not-possible: it cannot be laid into them',
    ),
  reason: text.nullable().describe('Why it is not possible; null where it was laid'),
  records: z.partialRecord(log, count).describe('Records of the intruder, by kind of log'),
  uncollected: z
    .array(
      z.strictObject({
        log,
        records: count,
        collect: text.describe('The log in words'),
        here: z
          .boolean()
          .describe('There is such a log, but not of that time, or only as downloads that group sign-ins'),
      }),
    )
    .describe('Records that logs which are not here would hold'),
  truth: z
    .strictObject({
      first: time.nullable(),
      last: time.nullable(),
      mailboxes: count,
      messages: count,
      messagesLogged: count,
    })
    .nullable()
    .describe('What the intruder did: first and last access, mailboxes, messages; null where nothing was laid'),
  seenBy: z
    .array(z.strictObject({ detection: text, severity, findings: count }))
    .describe('Findings that rest on its records, by detection, the gravest first'),
  joins: z.boolean().describe('Every alarm was there before, and the intrusion has become part of it'),
  besides: count.describe('Findings that came with it and rest on none of its records'),
  score: intrusionShape.nullable().describe('Null where nothing was accessed that a record shows'),
});

export const ownSchema = z.strictObject({
  schemaVersion: z.literal(1),
  kind: z.literal('own'),
  cutOff,
  seed: count,
  tenant: z.strictObject({
    vendor: z.enum(['m365', 'google']),
    id: text,
    from: time.describe('First access in the logs; ISO 8601, UTC'),
    to: time.describe('Last access in the logs; ISO 8601, UTC'),
    people: count.describe('People with a mailbox, 200 at most'),
    logs: z.array(z.strictObject({ log, from: time, to: time })),
  }),
  alreadyThere: z
    .strictObject({
      alarms: count,
      review: count,
      incidents: z.array(z.strictObject({ id: text, severity, title: text, mailboxes: count, findings: count })),
    })
    .describe('Found in the logs alone, and not counted as false: a real intrusion may be among it'),
  notRun: z
    .array(z.strictObject({ missing: text.describe('What to collect'), checks: z.array(text) }))
    .describe('Checks that did not run on these logs, by what they need'),
  intrusions: z.array(intrusion),
});

/** JSON Schema (draft 2020-12). */
export function ownSchemaText(): string {
  return jsonSchemaText(ownSchema, 'letterlock drill --own --json');
}
