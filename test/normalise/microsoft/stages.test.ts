/** Stages that feed the same families give the same columns, of the same types; every family binds on each of its stages. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AUDIT_COLUMNS } from '../../../src/normalise/entra/audit.ts';
import { SIGN_IN_COLUMNS } from '../../../src/normalise/entra/sign-in.ts';
import {
  FAMILIES,
  projectionSelect,
  STAGES,
  type Stage,
  stagedTable,
  stageSelect,
  unreadColumns,
} from '../../../src/normalise/index.ts';
import { Database } from '../../../src/store/index.ts';

const OURS = [
  'ual-access',
  'ual',
  'office-activity',
  'entra-signin',
  'entra-signin-row',
  'entra-signin-table',
  'entra-signin-portal',
  'entra-audit',
  'entra-audit-table',
  'entra-audit-portal',
  'entra-other',
  'graph-activity',
];

let database: Database;
const columns = new Map<string, ReadonlyMap<string, string>>();

beforeAll(async () => {
  database = await Database.open({ path: ':memory:', spillFolder: null });
  await database.run(
    `CREATE TABLE spool AS SELECT CAST(1 AS BIGINT) AS source_id, CAST(1 AS BIGINT) AS ordinal, CAST(NULL AS VARCHAR) AS date_order, '{"a":1}' AS record, CAST(NULL AS VARCHAR) AS envelope`,
  );
  for (const name of OURS) columns.set(name, await stagedColumns(stageNamed(name)));
});

afterAll(() => database.close());

function stageNamed(name: string): Stage {
  const stage = STAGES.find((one) => one.name === name);
  if (stage === undefined) throw new TypeError(`no stage ${name}`);
  return stage;
}

/** Column -> type of the rows of a stage. Also makes its staged table. What is around a row may be one that no table keeps. */
async function stagedColumns(stage: Stage): Promise<ReadonlyMap<string, string>> {
  const unread = 'around' in (stage.columns ?? {}) ? ['around'] : [];
  await database.run(
    `CREATE OR REPLACE TABLE ${stagedTable(stage.name)} AS ${stageSelect(stage, { relation: 'spool', unread })}`,
  );
  const rows = await database.all(
    `SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = '${stagedTable(stage.name)}'`,
  );
  return new Map(rows.map((row) => [String(row['column_name']), String(row['data_type'])]));
}

/** What `wanted` has and `got` lacks or has with another type. */
function lacking(wanted: ReadonlyMap<string, string>, got: ReadonlyMap<string, string>): string[] {
  return [...wanted]
    .filter(([name, type]) => got.get(name) !== type)
    .map(([name, type]) => `${name} ${type} (${got.get(name) ?? 'absent'})`);
}

describe('columns', () => {
  it('OfficeActivity gives every column of the log, with its type', () => {
    const wanted = columns.get('ual') ?? new Map();
    expect(wanted.size).toBeGreaterThan(90);
    expect(lacking(wanted, columns.get('office-activity') ?? new Map())).toEqual([]);
  });

  it('notices a column that is missing, and one of another type', () => {
    const wanted = new Map([
      ['a', 'VARCHAR'],
      ['b', 'BIGINT'],
    ]);
    expect(lacking(wanted, new Map([['b', 'VARCHAR']]))).toEqual(['a VARCHAR (absent)', 'b BIGINT (VARCHAR)']);
  });

  it.each(['entra-signin', 'entra-signin-row', 'entra-signin-table', 'entra-signin-portal'])(
    '%s gives the columns of sign-ins',
    (name) => {
      const text = new Map(SIGN_IN_COLUMNS.map((column) => [column, 'VARCHAR']));
      expect(lacking(text, columns.get(name) ?? new Map())).toEqual([]);
    },
  );

  it.each(['entra-audit', 'entra-audit-table', 'entra-audit-portal'])('%s gives the columns of audits', (name) => {
    const got = columns.get(name) ?? new Map<string, string>();
    expect(AUDIT_COLUMNS.filter((column) => !got.has(column))).toEqual([]);
    expect(got.get('modified')).toBe('STRUCT("Name" VARCHAR, NewValue VARCHAR, OldValue VARCHAR)[]');
  });

  it('no two columns of a stage differ by case alone: SQL would take one for the other', () => {
    for (const [name, of] of columns) {
      const small = [...of.keys()].map((column) => column.toLowerCase());
      expect(
        small.filter((column, index) => small.indexOf(column) !== index),
        name,
      ).toEqual([]);
    }
    // A derived column may not be named as a vendor's field in other capitals either: the field would win.
    for (const name of OURS) {
      const stage = stageNamed(name);
      const fields =
        stage.form === 'shape'
          ? Object.keys(stage.columns)
          : [...Object.keys(stage.paths), ...Object.keys(stage.columns ?? {})];
      const taken = new Set(fields.map((field) => field.toLowerCase()));
      expect(taken.size, name).toBe(fields.length);
      expect(
        Object.keys(stage.derived ?? {}).filter((derived) => taken.has(derived.toLowerCase())),
        name,
      ).toEqual([]);
    }
  });
});

/** What a SELECT takes of a staged table, so that it has the columns which ingest keeps. */
function asStaged(stage: Stage): string {
  const unread = unreadColumns(stage, FAMILIES).filter((name) => name !== 'around');
  return unread.length === 0 ? '*' : `* EXCLUDE (${unread.map((name) => `"${name}"`).join(', ')})`;
}

describe('columns that nobody reads', () => {
  const stage = stageNamed('ual-access');
  const family = FAMILIES.find(({ name }) => name === 'exchange-access');
  if (family === undefined) throw new TypeError('no family exchange-access');

  it('are those that no family and no conversion names', () => {
    const unread = unreadColumns(stage, FAMILIES);
    // UserId is read by `actor_label` alone, OperationCount by a family, issued_at_raw by a conversion, too.
    expect(unread).toEqual(expect.arrayContaining(['UserId', 'address_as_logged', 'OperationProperties']));
    for (const name of ['OperationCount', 'issued_at_raw', 'Folders']) expect(unread).not.toContain(name);
  });

  it.each(['where', 'from'] as const)('are none that a family names in its %s alone', (part) => {
    const reader = { ...family, facts: [{ table: 'send', columns: {}, [part]: '(SELECT "UserId" FROM {staged})' }] };
    expect(unreadColumns(stage, [...FAMILIES, reader])).not.toContain('UserId');
    expect(unreadColumns(stage, [{ ...family, facts: [], gate: `"UserId" = 'x'` }])).not.toContain('UserId');
  });

  it('are not kept', () => {
    const select = stageSelect(stage, { relation: 'spool', unread: ['UserId'] });
    return expect(database.all(`SELECT "UserId" FROM (${select})`)).rejects.toThrow('UserId');
  });
});

describe('families', () => {
  const pairs = FAMILIES.flatMap((family) =>
    family.stages.filter((stage) => OURS.includes(stage)).map((stage) => ({ family, stage })),
  );

  it('reads every stage of ours', () => {
    expect(new Set(pairs.map((pair) => pair.stage))).toEqual(new Set(OURS));
  });

  it.each(pairs.map(({ family, stage }) => [family.name, stage, family] as const))(
    '%s binds on %s',
    async (_name, stage, family) => {
      for (const projection of family.facts) {
        const rows = `(SELECT ${asStaged(stageNamed(stage))} FROM ${stagedTable(stage)} WHERE ${family.gate ?? 'true'})`;
        await expect(database.all(projectionSelect(projection, rows, ['source_id', 'ordinal']))).resolves.toBeDefined();
      }
    },
  );
});
