/**
 * What the documents say of how often detections fire is what they do on the data that is here. With LETTERLOCK_BASE_RATES=write
 * (`node tools/base-rates.mjs`) the file is written instead.
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { Case, derivePhase, detectPhase, ingestPhase, readLists } from '../../src/case/index.ts';
import { baseRateLines, baseRates, type MeasuredSet, ratePer1000 } from '../../src/detect/base-rates.ts';
import { loadDetections } from '../../src/detect/index.ts';
import { DEFAULT_FORMATS, DEFAULT_START, simulate } from '../../src/simulate/index.ts';

type Described = Pick<MeasuredSet, 'name' | 'what' | 'stream'>;

interface DataSet extends Described {
  /** The folder of its logs, or null where it is not here. */
  readonly folder: (scratch: string) => Promise<string | null>;
}

const below = (path: string) => async (): Promise<string | null> => {
  const folder = fileURLToPath(new URL(`../../${path}`, import.meta.url));
  return existsSync(folder) ? folder : null;
};

/** An ordinary firm with nobody in its mail: whatever fires there is a false alarm. */
async function ordinary(scratch: string): Promise<string> {
  const out = join(scratch, 'office');
  await simulate({
    world: 'office',
    seed: 1,
    mailboxes: 30,
    days: 40,
    start: DEFAULT_START,
    formats: DEFAULT_FORMATS,
    out,
  });
  return join(out, 'logs');
}

const SETS: readonly DataSet[] = [
  {
    name: 'm365-lab-2021',
    what: 'one real Exchange Online test tenant, March to June 2021, unified audit log; with staged intrusions in April and June',
    stream: true,
    folder: below('../shared/data/m365-lab-2021'),
  },
  {
    name: 'contoso',
    what: 'the bundled example, `examples/contoso`: a firm made by `letterlock simulate`; with an intrusion',
    stream: true,
    folder: below('examples/contoso'),
  },
  {
    name: 'simulated office',
    what: 'an ordinary firm made by `letterlock simulate` (world `office`, seed 1); nobody intrudes',
    stream: true,
    folder: ordinary,
  },
  {
    name: 'o365-samples',
    what: 'single real records of many tenants and kinds, 2020 to 2025',
    stream: false,
    folder: below('../shared/data/o365-samples'),
  },
  {
    name: 'entra-samples',
    what: 'single real records of Entra diagnostic settings and directory audits',
    stream: false,
    folder: below('../shared/data/entra-samples'),
  },
  {
    name: 'google-samples',
    what: 'single real records of the Google Workspace Reports API',
    stream: false,
    folder: below('../shared/data/google-samples'),
  },
];

const NOW = new Date('2026-01-01T00:00:00Z');
const scratch = mkdtempSync(join(tmpdir(), 'letterlock-base-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

async function measure({ name, what, stream, folder }: DataSet): Promise<MeasuredSet | null> {
  const logs = await folder(scratch);
  if (logs === null) return null;
  const opened = await Case.open({ folder: join(scratch, `case-${name}`), mode: 'make', now: NOW });
  try {
    await ingestPhase(opened, { paths: [logs], cwd: scratch }, {});
    await derivePhase(opened, {}, {});
    const { runs } = await detectPhase(opened, {}, await readLists({}), {});
    const row = await opened.database.one(
      `SELECT count(*) AS records, count(DISTINCT mailbox_id) AS mailboxes,
        coalesce(CAST(max(time) AS DATE) - CAST(min(time) AS DATE) + 1, 0) AS days FROM event`,
    );
    const known = new Set(loadDetections().map(({ id }) => id));
    const ran = runs.filter((run) => run.ran && known.has(run.detection));
    return {
      name,
      what,
      stream,
      records: Number(row['records']),
      mailboxes: Number(row['mailboxes']),
      days: Number(row['days']),
      findings: Object.fromEntries(ran.map(({ detection, findings }) => [detection, findings])),
    };
  } finally {
    await opened.close();
  }
}

const WRITE = process.env['LETTERLOCK_BASE_RATES'] === 'write';
const FILE = fileURLToPath(new URL('../../reference/base-rates.yml', import.meta.url));

describe.runIf(WRITE)('measuring', () => {
  test('writes the file', async () => {
    const sets: MeasuredSet[] = [];
    for (const set of SETS) {
      const measured = await measure(set);
      if (measured === null) throw new Error(`${set.name} is not here; nothing was written`);
      sets.push(measured);
    }
    const head = '# Written by `node tools/base-rates.mjs` from what the detections did. Do not edit.\n';
    writeFileSync(
      FILE,
      `${head}${stringify({ measured: new Date().toISOString().slice(0, 10), sets }, { lineWidth: 0 })}`,
    );
  }, 600_000);
});

describe.skipIf(WRITE)('the measured base rates', () => {
  const written = baseRates();

  test.each(SETS.map((set) => [set.name, set] as const))(
    '%s: as the detections do now',
    async (name, set) => {
      const measured = await measure(set);
      if (measured === null) {
        console.log(`skipped: the data of ${name} is not here`);
        return;
      }
      expect(measured).toEqual(written.sets.find((there) => there.name === name));
    },
    120_000,
  );

  test('name no detection that is gone, and no set twice', () => {
    const known = new Set(loadDetections().map(({ id }) => id));
    const named = written.sets.flatMap(({ findings }) => Object.keys(findings));
    console.log(`${written.sets.length} sets, ${new Set(named).size} of ${known.size} detections ran on one of them`);
    expect(named.filter((id) => !known.has(id))).toEqual([]);
    expect(written.sets.map(({ name }) => name)).toEqual(SETS.map(({ name }) => name));
  });

  test('a rate is findings per 1,000 mailboxes and weeks, and single records have none', () => {
    const set = { name: 'a', what: 'a', stream: true, records: 1, mailboxes: 50, days: 28, findings: { 'a/b': 3 } };
    expect(ratePer1000(set, 3)).toBeCloseTo(15);
    expect(ratePer1000({ ...set, stream: false }, 3)).toBeNull();
    const rates = { measured: '2026-01-01', sets: [set] };
    expect(baseRateLines('a/b', rates).join('\n')).toContain('| a | 50 | 28 | 3 | 15.0 |');
    expect(baseRateLines('a/c', rates)).toEqual([
      'Not measured: none of the data at hand on 2026-01-01 holds the logs, or the past, that it needs.',
    ]);
  });
});
