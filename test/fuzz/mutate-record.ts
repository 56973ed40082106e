/** Records with values that no vendor should write, in JSON that stays valid. */
import type { Made, Plain } from './made.ts';
import type { Random } from './random.ts';

/** Stands in a text for JSON that JSON.stringify does not write. */
const RAW = '@@raw:';

const VALUES: readonly unknown[] = [
  null,
  '',
  ' ',
  0,
  -1,
  1e308,
  -0.5,
  true,
  false,
  [],
  {},
  [[]],
  [{}],
  [null],
  [[['x']]],
  { a: 1 },
  { Name: 'x', Value: 'y' },
  [{ Name: null, Value: {} }],
  'x',
  ['x'],
  [1, 'a', null, { b: [] }],
  '1601-01-01T00:00:00',
  '9999-12-31T23:59:59',
  '0001-01-01T00:00:00Z',
  '2026-13-45T99:99:99',
  '2026-02-30T00:00:00',
  '2026-01-01T00:00:00+99:99',
  '292278994-08-17T07:12:55Z',
  '31/12/2026 10:00',
  '5/6/2026 9:13:00 PM',
  '/Date(1790000000000)/',
  '/Date(99999999999999999999)/',
  '1790000000000000',
  '9999999999999999',
  '1790000000000',
  'NaN',
  'Infinity',
  '-',
  'today',
  '"',
  '\\',
  '\\x01',
  '[',
  '{',
  '{"a":',
  '[1,2',
  '"a',
  "'; DROP TABLE event; --",
  '$&',
  '%s%n',
  '$\u007bx}',
  '<script>',
  '=cmd|x',
  '\u202e\u2066',
  '\u0000',
  'a\u0000b',
  '\u0001',
  'a\u0001b',
  '\u001f\u007f',
  '\r',
  '\n',
  'a\rb\nc',
  '\ud800',
  'x\udfffy',
  '\ufffd\uffff',
  '\u{1F600}'.repeat(20),
  'A'.repeat(5_000),
  `${RAW}1e999`,
  `${RAW}-1e-999`,
  `${RAW}123456789012345678901234567890`,
  `${RAW}9223372036854775808`,
  `${RAW}0.1234567890123456789012345678901234567890`,
  `${RAW}-0`,
  '[::1',
  '[]:80',
  '999.999.999.999:1',
  '::ffff:',
  ':',
  'a@',
  '@',
  'A@B C',
  'S-1-',
  'AAAAAAAAAAAAAAAAAAAAAA',
  '=====================',
  '________________________________________________',
  '{00000000-0000-0000-0000-000000000000}',
];

/** Depths on both sides of the collector's limit and of the engine's own. */
const DEPTHS = [20, 127, 129, 500, 1_100];

function nested(random: Random): string {
  const depth = random.pick(DEPTHS);
  return random.chance(2)
    ? `${RAW}${'['.repeat(depth)}${']'.repeat(depth)}`
    : `${RAW}${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
}

/** A copy each time: what is changed inside it later must not be there for the next input. */
export function strangeValue(random: Random): unknown {
  return random.chance(20) ? nested(random) : structuredClone(random.pick(VALUES));
}

type Path = readonly (string | number)[];

function pathsOf(value: unknown, at: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return at.length === 0 ? [] : [at];
  const inner = Object.entries(value).flatMap(([key, child]) =>
    pathsOf(child, [...at, Array.isArray(value) ? Number(key) : key]),
  );
  return at.length === 0 ? inner : [at, ...inner];
}

function setAt(record: Plain, path: Path, change: (parent: Plain, key: string) => void): void {
  let parent: Plain = record;
  for (const step of path.slice(0, -1)) parent = parent[String(step)] as Plain;
  change(parent, String(path.at(-1)));
}

export function copyOf(record: Plain): Plain {
  return JSON.parse(JSON.stringify(record)) as Plain;
}

/** JSON of a record, with what RAW marks put in as it stands. */
export function jsonOf(record: unknown): string {
  return JSON.stringify(record).replace(/"@@raw:((?:[^"\\]|\\.)*)"/g, (_whole, inner: string) =>
    inner.replaceAll('\\"', '"'),
  );
}

/** One record with one to three of its fields changed; nothing is known of its facts any more. */
export function strangeRecord(random: Random, made: Made): Made {
  const record = copyOf(made.record);
  const paths = pathsOf(record);
  for (let times = random.between(1, 3); times > 0; times -= 1) {
    const path = random.pick(paths);
    try {
      setAt(record, path, (parent, key) => alter(random, parent, key));
    } catch {
      // The field went with one of the changes before.
    }
  }
  return { ...made, record, flat: made.flat, facts: [], parts: -1, messages: [] };
}

function alter(random: Random, parent: Plain, key: string): void {
  const value = parent[key];
  switch (random.int(5)) {
    case 0:
      if (!Array.isArray(parent)) {
        delete parent[key];
        parent[random.pick([key.toUpperCase(), key.toLowerCase(), `x ${key}`, `${key}2`, key.slice(1)])] = value;
      }
      return;
    case 1:
      parent[key] = null;
      return;
    default:
      parent[key] = strangeValue(random);
  }
}

/** `made` once for every field in it, each time with that one field of another type. */
export function everyField(random: Random, make: (index: number) => Made): readonly Made[] {
  const one = make(0);
  return pathsOf(one.record).map((path, index) => {
    const made = { ...make(index + 1), kind: one.kind };
    // All of one shape: makers choose, and a path of one need not be in another.
    const record = renamed(copyOf(one.record), made.record);
    setAt(record, path, (parent, key) => {
      parent[key] = strangeValue(random);
    });
    return { ...made, record, facts: [], parts: -1, messages: [] };
  });
}

/** The first record with the identifier of the second. */
function renamed(record: Plain, other: Plain): Plain {
  for (const key of Object.keys(record))
    if (/id$/i.test(key) && typeof record[key] === 'string' && typeof other[key] === 'string') record[key] = other[key];
  return record;
}
