/** What `letterlock diff --json` prints as a schema, strict. `docs/schemas/diff.schema.json` is made from it. */
import { z } from 'zod';
import { COVERAGE_STATES, LOG_KINDS, SEVERITIES, VERDICTS } from '../../facts/index.ts';

const text = z.string();
const time = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?Z$/)
  .describe('UTC, ISO 8601 with Z');
const lists = { added: z.array(text), removed: z.array(text) };
const changes = z.array(
  z.union([
    z.strictObject({
      field: text,
      before: z.union([text, z.number()]).nullable(),
      after: z.union([text, z.number()]).nullable(),
    }),
    z.strictObject({ field: text, ...lists }),
  ]),
);
const source = z.strictObject({
  path: text,
  containerPath: text.nullable(),
  sha256: text,
  records: z.int().nonnegative(),
});
const finding = {
  id: text,
  detection: text,
  severity: z.enum(SEVERITIES),
  title: text,
  subject: text.nullable(),
};
const incident = z.strictObject({ id: text, severity: z.enum(SEVERITIES), title: text });
const window = z.strictObject({ from: time.nullable(), to: time.nullable() });
const verdict = z.enum(VERDICTS);
const share = z.number().min(0).max(1).nullable();
const state = z.enum(COVERAGE_STATES).nullable();

export const diffSchema = z.strictObject({
  schemaVersion: z.literal(1),
  same: z.boolean(),
  window: z.strictObject({ before: window, after: window }),
  verdict: z.strictObject({
    before: verdict,
    after: verdict,
    reasonsAdded: z.array(text),
    reasonsRemoved: z.array(text),
  }),
  sources: z.strictObject({ added: z.array(source), removed: z.array(source) }),
  findings: z.strictObject({
    added: z.array(z.strictObject(finding)),
    removed: z.array(z.strictObject(finding)),
    changed: z.array(z.strictObject({ ...finding, changes })),
  }),
  incidents: z.strictObject({
    added: z.array(incident),
    removed: z.array(incident),
    changed: z.array(
      z.strictObject({ before: text, after: text, matchedBy: z.enum(['id', 'anchors']), title: text, changes }),
    ),
  }),
  exposure: z.array(
    z.strictObject({
      incident: text,
      mailbox: text,
      mailboxId: text.nullable(),
      named: z.strictObject(lists),
      undecidable: z.strictObject(lists),
      changes,
    }),
  ),
  mailboxes: z.array(z.strictObject({ mailbox: text, before: verdict.nullable(), after: verdict.nullable() })),
  checks: z.strictObject({ runNow: z.array(text), runNoLonger: z.array(text) }),
  coverage: z.strictObject({
    shares: z.array(z.strictObject({ logKind: z.enum(LOG_KINDS), before: share, after: share })),
    changes: z.array(
      z.strictObject({
        tenant: text.nullable(),
        mailbox: text.nullable(),
        mailboxId: text.nullable(),
        logKind: z.enum(LOG_KINDS),
        from: time,
        to: time,
        before: state,
        after: state,
        reasonBefore: text.nullable(),
        reasonAfter: text.nullable(),
      }),
    ),
  }),
});

/** JSON Schema (draft 2020-12). */
export function diffSchemaText(): string {
  const schema = z.toJSONSchema(diffSchema, { reused: 'ref' });
  return `${JSON.stringify({ $schema: schema.$schema, title: 'letterlock diff --json', ...schema }, null, 2)}\n`;
}
