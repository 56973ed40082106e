import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Claim,
  type NodeKind,
  type Occurrence,
  type ResolvedPerson,
  resolvePersons,
  STRENGTH,
} from '../../../src/ingest/derive/index.ts';

const T = 't';

function claim(kind: NodeKind, id: string, otherKind: NodeKind, other: string, more: Partial<Claim> = {}): Claim {
  return {
    tenant: T,
    kind,
    id,
    otherKind,
    other,
    strength: STRENGTH.stated,
    records: 10,
    first: 0,
    last: 100,
    labelKind: null,
    ...more,
  };
}

function personOf(persons: readonly ResolvedPerson[], name: string): string | undefined {
  return persons.find((person) => person.names.some((each) => each.id === name))?.key;
}

describe('ties that hold', () => {
  test('object id, mailbox, PUID and SID of one address are one person', () => {
    const persons = resolvePersons(
      [
        claim('object', 'o1', 'label', 'ann@x.example'),
        claim('mailbox', 'm1', 'label', 'ann@x.example'),
        claim('mailbox', 'm1', 'sid', 's-1-5-21-1'),
        claim('puid', '10037ffe00000001', 'label', 'ann@x.example', { strength: STRENGTH.weak }),
      ],
      [],
    );
    expect(persons).toHaveLength(1);
    expect(persons[0]).toMatchObject({ key: 'o1', mailboxId: 'm1', address: 'ann@x.example' });
    expect(persons[0]?.names.map((name) => name.id)).toEqual([
      'ann@x.example',
      'm1',
      'o1',
      '10037ffe00000001',
      's-1-5-21-1',
    ]);
  });

  test('a renamed user stays one person, shown by the newer address', () => {
    const persons = resolvePersons(
      [
        claim('object', 'o1', 'label', 'ann.smith@x.example', { first: 0, last: 50 }),
        claim('object', 'o1', 'label', 'ann.jones@x.example', { first: 51, last: 100 }),
        claim('mailbox', 'm1', 'label', 'ann.smith@x.example', { first: 0, last: 40 }),
        claim('mailbox', 'm1', 'label', 'ann.jones@x.example', { first: 60, last: 100 }),
      ],
      [],
    );
    expect(persons).toHaveLength(1);
    expect(persons[0]).toMatchObject({ key: 'o1', mailboxId: 'm1', address: 'ann.jones@x.example' });
  });

  test('aliases of a directory lead to the person, and the principal name is shown', () => {
    const persons = resolvePersons(
      [
        claim('object', 'o1', 'label', 'ann@x.example', {
          strength: STRENGTH.directory,
          labelKind: 'upn',
          first: null,
          last: null,
        }),
        claim('object', 'o1', 'label', 'a.b@x.example', {
          strength: STRENGTH.directory,
          labelKind: 'alias',
          first: null,
          last: null,
        }),
        claim('mailbox', 'm1', 'label', 'a.b@x.example'),
      ],
      [],
    );
    expect(persons).toHaveLength(1);
    expect(persons[0]).toMatchObject({ key: 'o1', mailboxId: 'm1', address: 'ann@x.example' });
    expect(persons[0]?.names.map((name) => name.ground)).toContain('directory');
  });

  test('a name that nothing ties stands for itself', () => {
    const seen: Occurrence = { tenant: T, kind: 'label', id: 'system', first: 1, last: 2 };
    expect(resolvePersons([], [seen])).toMatchObject([
      { key: 'system', names: [{ ground: 'itself', first: 1, last: 2 }] },
    ]);
  });

  test('tenants are apart', () => {
    const persons = resolvePersons(
      [
        claim('object', 'o1', 'label', 'a@x.example'),
        { ...claim('object', 'o2', 'label', 'a@x.example'), tenant: 'u' },
      ],
      [],
    );
    expect(persons.map((person) => [person.tenant, person.key])).toEqual([
      ['t', 'o1'],
      ['u', 'o2'],
    ]);
  });
});

describe('contradictions merge nobody', () => {
  /** ann leaves on day 100; her address goes to another ann on day 200. */
  const reused = [
    claim('object', 'o1', 'label', 'ann@x.example', { first: 0, last: 100 }),
    claim('mailbox', 'm1', 'label', 'ann@x.example', { first: 5, last: 90 }),
    claim('object', 'o2', 'label', 'ann@x.example', { first: 200, last: 300 }),
    claim('mailbox', 'm2', 'label', 'ann@x.example', { first: 210, last: 290 }),
  ];

  test('a reused address: two persons, each with the own mailbox, the address with the newer one', () => {
    const persons = resolvePersons(reused, []);
    expect(persons.map((person) => [person.key, person.mailboxId])).toEqual([
      ['o1', 'm1'],
      ['o2', 'm2'],
    ]);
    expect(personOf(persons, 'ann@x.example')).toBe('o2');
  });

  test('in any order of the statements', () => {
    const expected = resolvePersons(reused, []);
    fc.assert(
      fc.property(fc.shuffledSubarray(reused, { minLength: reused.length }), (claims) => {
        expect(resolvePersons(claims, [])).toEqual(expected);
      }),
    );
  });

  test("a forged token that carries another user's object id", () => {
    const persons = resolvePersons(
      [
        claim('object', 'o-victim', 'label', 'victim@x.example'),
        claim('mailbox', 'm-victim', 'label', 'victim@x.example'),
        claim('object', 'o-other', 'label', 'other@x.example'),
        claim('mailbox', 'm-other', 'label', 'other@x.example'),
        // the forged accesses: newer, and on the victim's mailbox in the victim's name
        claim('object', 'o-other', 'label', 'victim@x.example', {
          strength: STRENGTH.weak,
          records: 5000,
          first: 500,
          last: 600,
        }),
        claim('mailbox', 'm-victim', 'object', 'o-other', {
          strength: STRENGTH.weak,
          records: 5000,
          first: 500,
          last: 600,
        }),
      ],
      [],
    );
    // The strongest statements win: the two stay apart where the directory's own words tie them.
    expect(personOf(persons, 'victim@x.example')).not.toBe(personOf(persons, 'other@x.example'));
    expect(persons).toHaveLength(2);
  });

  test('a delegate is not the owner', () => {
    const persons = resolvePersons(
      [
        claim('mailbox', 'm-boss', 'label', 'boss@x.example'),
        claim('object', 'o-help', 'label', 'help@x.example'),
        claim('object', 'o-boss', 'label', 'boss@x.example'),
      ],
      [],
    );
    expect(personOf(persons, 'm-boss')).toBe('o-boss');
    expect(personOf(persons, 'help@x.example')).toBe('o-help');
  });

  test('never two object ids, mailboxes or PUIDs in one person, and every name in exactly one', () => {
    const kinds = fc.constantFrom<NodeKind>('object', 'mailbox', 'puid', 'sid', 'label');
    const anyClaim = fc.record({
      tenant: fc.constant(T),
      kind: kinds,
      id: fc.constantFrom('1', '2', '3'),
      otherKind: kinds,
      other: fc.constantFrom('1', '2', '3'),
      strength: fc.constantFrom(2, 3, 4),
      records: fc.nat(5),
      first: fc.nat(10),
      last: fc.nat(20),
      labelKind: fc.constant(null),
    });
    fc.assert(
      fc.property(fc.array(anyClaim, { maxLength: 40 }), (claims) => {
        const persons = resolvePersons(claims, []);
        const all = persons.flatMap((person) => person.names.map((name) => `${name.kind} ${name.id}`));
        expect(new Set(all).size).toBe(all.length);
        for (const person of persons) {
          for (const kind of ['object', 'mailbox', 'puid'])
            expect(person.names.filter((name) => name.kind === kind).length).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 500 },
    );
  });
});
