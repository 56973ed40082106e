/** The floor of the bench reads what the facts are made from, as far as the bench's records carry it: no less, no more. */
import { expect, it } from 'vitest';
import { AUDIT_FIELDS, type Fields, SIGN_IN_FIELDS } from '../../bench/columns.ts';
import { accessRecord, makeTenant, signInRecords } from '../../bench/records.ts';
import { type Shape, type ShapeNode, STAGES } from '../../src/normalise/index.ts';

type Json = { readonly [field: string]: unknown };

/** Of a shape, the fields that one of the records carries. */
function carried(shape: Shape, records: readonly Json[]): Shape {
  return Object.fromEntries(
    Object.entries(shape).flatMap(([field, node]): readonly (readonly [string, ShapeNode])[] => {
      const values: readonly unknown[] = records.map((record) => record[field]).filter((value) => value !== undefined);
      if (values.length === 0) return [];
      if (node === 'text') return [[field, node]];
      if (!Array.isArray(node)) return [[field, carried(node as Shape, values as readonly Json[])]];
      const [inner] = node as readonly [Shape | 'text'];
      return [[field, [inner === 'text' ? inner : carried(inner, values.flat() as readonly Json[])]]];
    }),
  );
}

function shapeOf(name: string): Shape {
  const stage = STAGES.find((one) => one.name === name);
  if (stage?.form !== 'shape') throw new TypeError(`no shaped stage ${name}`);
  return stage.shape;
}

const tenant = makeTenant(1, 20);
const accesses = Array.from({ length: 400 }, (_, index) => JSON.parse(accessRecord(tenant, index, 400)) as Json);
const signIns = [...signInRecords(tenant)].slice(0, 400).map((record) => JSON.parse(record) as Json);

it('reads of an access what the stage of accesses takes', () => {
  expect(AUDIT_FIELDS).toEqual(carried(shapeOf('ual-access'), accesses) satisfies Fields);
});

it('reads of a sign-in what the stage of diagnostic rows takes', () => {
  // The envelope's name of the operation is for other logs.
  const { operationName, ...shape } = shapeOf('entra-signin-row');
  expect(operationName).toBe('text');
  expect(SIGN_IN_FIELDS).toEqual(carried(shape, signIns) satisfies Fields);
});
