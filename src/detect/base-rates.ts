/** How often each detection fired on the data that is at hand: `reference/base-rates.yml`, written by `tools/base-rates.mjs`. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { parseYaml } from './located.ts';

const count = z.int().nonnegative();

const SCHEMA = z.strictObject({
  /** Day of the measurement. */
  measured: z.iso.date(),
  sets: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        /** Where it is from and what it holds. */
        what: z.string().min(1),
        /** Whether it is the log of one tenant over time: only then a rate means something. */
        stream: z.boolean(),
        records: count,
        /** Mailboxes that appear in the records. */
        mailboxes: count,
        /** Days from the first record to the last, both included. */
        days: count,
        /** Findings of each detection that ran; what is not listed lacked a log, or a past. */
        findings: z.record(z.string(), count),
      }),
    )
    .readonly(),
});

export type BaseRates = Readonly<z.infer<typeof SCHEMA>>;
export type MeasuredSet = BaseRates['sets'][number];

const FILE = new URL('../../reference/base-rates.yml', import.meta.url);

/** Throws where the file is not what the tool writes. */
export function baseRates(file: URL = FILE): BaseRates {
  const parsed = parseYaml('reference/base-rates.yml', readFileSync(file, 'utf8'), SCHEMA);
  if (!parsed.ok)
    throw new TypeError(parsed.problems.map(({ line, problem }) => `line ${line}: ${problem}`).join('; '));
  return parsed.located.value;
}

/** Findings per 1,000 mailbox-weeks; null where that means nothing. */
export function ratePer1000({ stream, mailboxes, days }: MeasuredSet, findings: number): number | null {
  return stream && mailboxes > 0 && days > 0 ? (findings * 7000) / (mailboxes * days) : null;
}

/** Lines of Markdown for one detection: a row for each set on which it ran. */
export function baseRateLines(id: string, { measured, sets }: BaseRates): readonly string[] {
  const ran = sets.flatMap((set) => {
    const findings = set.findings[id];
    return findings === undefined ? [] : [{ set, findings }];
  });
  if (ran.length === 0)
    return [`Not measured: none of the data at hand on ${measured} holds the logs, or the past, that it needs.`];
  const without = sets.length - ran.length;
  return [
    '| data | mailboxes | days | findings | per 1,000 mailbox-weeks |',
    '| --- | --- | --- | --- | --- |',
    ...ran.map(({ set, findings }) => {
      const rate = ratePer1000(set, findings);
      return `| ${set.name} | ${set.mailboxes} | ${set.days} | ${findings} | ${rate === null ? 'single records: no rate' : rate.toFixed(1)} |`;
    }),
    '',
    `Measured on ${measured}${without === 0 ? '' : `; on ${without} further ${without === 1 ? 'set' : 'sets'} it could not run`}. [What the data is](README.md#what-was-measured).`,
  ];
}

/** Lines of Markdown that say what the sets are. */
export function measuredSetLines({ measured, sets }: BaseRates): readonly string[] {
  return [
    '## What was measured',
    '',
    `On ${measured}, by \`node tools/base-rates.mjs\`, all detections with their defaults. Findings, not incidents; sets that hold staged intrusions are meant to have some.`,
    '',
    '| data | what it is | records | mailboxes | days |',
    '| --- | --- | --- | --- | --- |',
    ...sets.map(
      ({ name, what, records, mailboxes, days }) => `| ${name} | ${what} | ${records} | ${mailboxes} | ${days} |`,
    ),
  ];
}
