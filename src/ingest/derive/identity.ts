/** `account`, `person`, `identity`: the persons that the facts name. */
import { appendRows, type Database, type PlainRow } from '../../store/index.ts';
import { type Attribute, gatherClaims, type Told } from './claims.ts';
import { type PersonName, type ResolvedPerson, resolvePersons } from './persons.ts';
import { emptyTable } from './replace.ts';

export async function deriveIdentity(database: Database): Promise<void> {
  const told = await gatherClaims(database);
  const persons = resolvePersons(told.claims, told.occurrences);
  for (const table of ['account', 'person', 'identity']) await emptyTable(database, table);
  await appendRows(database, 'account', accountRows(persons, told));
  const attributes = attributesOf(persons, told.attributes);
  await appendRows(
    database,
    'person',
    persons.map((person) => personRow(person, attributes.get(person))),
  );
  await appendRows(
    database,
    'identity',
    persons.flatMap((person) => identityRows(person, attributes.get(person))),
  );
  for (const table of ['told_actor', 'told_mailbox', 'told_claim']) await database.run(`DROP TABLE ${table}`);
}

/** A person's mailbox: its GUID; of Google, the address, the only name a mailbox has there. */
function accountRows(persons: readonly ResolvedPerson[], told: Told): readonly PlainRow[] {
  const rows = persons.flatMap((person) =>
    // A GUID or SID may be known as two things; a label stands once.
    [...new Map(person.names.map((name) => [name.id, name])).values()].map((name) => accountRow(person, name, name.id)),
  );
  const byLabel = new Map(rows.map((row) => [`${String(row['tenant'])}\u0000${String(row['label'])}`, row]));
  const spelled = told.spellings.flatMap(({ tenant, label, lower }) => {
    const row = byLabel.get(`${String(tenant)}\u0000${lower}`);
    return row === undefined ? [] : [{ ...row, label }];
  });
  return [...byLabel.values(), ...spelled];
}

function accountRow(person: ResolvedPerson, name: PersonName, label: string): PlainRow {
  return {
    tenant: person.tenant,
    label,
    person: person.key,
    mailbox_id: person.mailboxId,
    address: person.address,
    ground: name.ground,
  };
}

interface Known {
  readonly displayName: string | null;
  readonly department: string | null;
  readonly title: string | null;
}

/** Attributes go to whoever bears one of the names beside them; those of people.csv, which names no tenant, in every tenant. */
function attributesOf(
  persons: readonly ResolvedPerson[],
  attributes: readonly Attribute[],
): ReadonlyMap<ResolvedPerson, Known> {
  const byName = new Map<string, ResolvedPerson[]>();
  for (const person of persons) {
    for (const name of person.names) byName.set(name.id, [...(byName.get(name.id) ?? []), person]);
  }
  const result = new Map<ResolvedPerson, Known>();
  for (const attribute of attributes) {
    const bearers = new Set(attribute.names.flatMap((name) => byName.get(name) ?? []));
    for (const person of bearers) {
      if (attribute.tenant !== null && attribute.tenant !== person.tenant) continue;
      const known = result.get(person) ?? { displayName: null, department: null, title: null };
      const field = attribute.kind === 'display-name' ? 'displayName' : attribute.kind;
      result.set(person, { ...known, [field]: known[field] ?? attribute.value });
    }
  }
  return result;
}

function personRow(person: ResolvedPerson, known: Known | undefined): PlainRow {
  const times = person.names.flatMap((name) => [name.first, name.last]).filter((time) => time !== null);
  return {
    tenant: person.tenant,
    person: person.key,
    address: person.address,
    mailbox_id: person.mailboxId,
    display_name: known?.displayName,
    department: known?.department,
    title: known?.title,
    first_seen: times.length === 0 ? null : dateOf(times.reduce((one, two) => Math.min(one, two))),
    last_seen: times.length === 0 ? null : dateOf(times.reduce((one, two) => Math.max(one, two))),
  };
}

const KINDS = { object: 'object-id', mailbox: 'mailbox-guid', puid: 'puid', sid: 'sid' } as const;

function identityRows(person: ResolvedPerson, known: Known | undefined): readonly PlainRow[] {
  const own = { tenant: person.tenant, person: person.key };
  const names = person.names.map((name) => ({
    ...own,
    kind: name.kind === 'label' ? labelKind(person, name) : KINDS[name.kind],
    value: name.id,
    first_seen: name.first === null ? null : dateOf(name.first),
    last_seen: name.last === null ? null : dateOf(name.last),
  }));
  const said = [
    ['display-name', known?.displayName],
    ['department', known?.department],
    ['title', known?.title],
  ] as const;
  return [...names, ...said.flatMap(([kind, value]) => (typeof value === 'string' ? [{ ...own, kind, value }] : []))];
}

function labelKind(person: ResolvedPerson, name: PersonName): 'upn' | 'alias' {
  return name.labelKind ?? (name.id === person.address ? 'upn' : 'alias');
}

/** Microseconds to a Date; the tables of persons are exact to the millisecond. */
function dateOf(micros: number): Date {
  return new Date(Math.floor(micros / 1000));
}
