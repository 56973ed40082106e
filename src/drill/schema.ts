/** What `letterlock drill --json` prints as a schema, strict. `docs/schemas/drill.schema.json` is made from it. */
import { z } from 'zod';
import { SUITES } from './model.ts';

export const count = z.int().nonnegative();
export const text = z.string().min(1);
export const part = z.strictObject({ found: count, of: count }).describe('So many of so many');

/** One intrusion by itself. */
export const intrusionShape = z.strictObject({
  intrusion: text,
  tokens: part.describe('Tokens that records carry, and those that an alarm covers'),
  tokensReviewed: part.describe('The same, by an alarm or a finding for review'),
  mailboxes: part.describe('Mailboxes with a record of the intruder'),
  messages: part.describe('Pairs of mailbox and message that records name'),
  interval: z.strictObject({
    lower: count,
    upper: count.nullable().describe('Null: the report states none'),
    truth: count,
    holds: z.boolean(),
  }),
  firstAccess: text.describe('ISO 8601, UTC'),
  hoursToAlarm: count
    .nullable()
    .optional()
    .describe('Hours from then to the first alarm; null: never. Absent without --time-to-alarm'),
});

const published = z.strictObject({ idea: text, intrusions: part, mailboxes: part, falseAlerts: count });

const world = z.strictObject({
  world: text,
  title: text,
  runs: count,
  intrusions: z.array(intrusionShape.extend({ seed: count })),
  mailboxWeeks: z.number().nonnegative(),
  tokens: part,
  tokensReviewed: part,
  mailboxes: part,
  messages: part,
  precision: z.strictObject({ tokens: part, mailboxes: part, messages: part }),
  intervals: part.describe('Intervals that hold the truth'),
  width: z.number().nullable().describe('Of bounded intervals: mean width as a share of the truth'),
  falseAlarms: count,
  falseFindings: count,
  falseHints: count,
  falseDetections: z.array(z.tuple([text, count])),
  published: z.array(published),
});

export const cutOff = z
  .strictObject({ done: count, of: count })
  .optional()
  .describe('There after an interrupt: what is here is of so many of so many, and of no others');

export const drillSchema = z.strictObject({
  schemaVersion: z.literal(1),
  cutOff,
  suite: z.enum(SUITES),
  seeds: z.array(count),
  mailboxes: count.describe('Of each tenant, where its world has no size of its own'),
  days: count,
  worlds: z.array(world),
});

/** JSON Schema (draft 2020-12). */
export function drillSchemaText(): string {
  return jsonSchemaText(drillSchema, 'letterlock drill --json');
}

export function jsonSchemaText(of: z.ZodType, title: string): string {
  const schema = z.toJSONSchema(of, { reused: 'ref' });
  return `${JSON.stringify({ $schema: schema.$schema, title, ...schema }, null, 2)}\n`;
}
