/** One input of the fuzzer: a file, and what is known about what is in it. */
import { gzipSync } from 'node:zlib';
import { type Contained, contain, type Element } from './contain.ts';
import { gzipMembers, type Member, utf16, zip, zstdStored } from './encode.ts';
import type { Made, Maker } from './made.ts';
import { ENTRA_MAKERS, ENTRA_TABLE_MAKERS } from './make-entra.ts';
import { GOOGLE_MAKERS, TABLE_MAKERS } from './make-other.ts';
import { OFFICE_ACTIVITY_MAKER, UAL_MAKERS } from './make-ual.ts';
import { damage } from './mutate-bytes.ts';
import { jsonOf, strangeRecord } from './mutate-record.ts';
import { Random } from './random.ts';

export interface KnownSource {
  /** Path in the archive, null for the file itself. */
  readonly containerPath: string | null;
  /** The text, unpacked and as encoded. */
  readonly bytes: Buffer;
  readonly name: string;
  readonly form: Contained['form'];
  /** Undamaged: record N is `elements[N - 1]`. */
  readonly exact: boolean;
  /** Records in order; where damaged, only those that the damage did not touch. */
  readonly elements: readonly Element[];
  /** Cut off inside its brackets: the ledger has to say so. */
  readonly cut: boolean;
  /** Whether the damage lies where the container itself is told (its head): then nothing more is promised. */
  readonly headTouched: boolean;
}

export interface Input {
  readonly number: number;
  /** Name for people: container, encoding, damage. */
  readonly what: string;
  readonly bytes: Buffer;
  /** Null where the packing itself is damaged: nothing is known of what is inside. */
  readonly sources: readonly KnownSource[] | null;
  /** The file was cut off inside its compressed data: the ledger has to say so. */
  readonly cutPacking: boolean;
}

/** Ids are unique over the run: seed, number of the input, number of the record. */
function idOf(seed: number, input: number, record: number): string {
  return `f${(seed >>> 0).toString(16).padStart(8, '0')}${input.toString(16).padStart(7, '0')}${record.toString(16).padStart(4, '0')}`;
}

type As = 'json' | 'ual' | 'table';
const SORTS: readonly { readonly as: As; readonly makers: readonly Maker[]; readonly mixed: boolean }[] = [
  { as: 'ual', makers: UAL_MAKERS, mixed: true },
  { as: 'ual', makers: UAL_MAKERS, mixed: true },
  { as: 'json', makers: ENTRA_MAKERS, mixed: true },
  { as: 'json', makers: GOOGLE_MAKERS, mixed: true },
  { as: 'table', makers: [...ENTRA_TABLE_MAKERS, OFFICE_ACTIVITY_MAKER], mixed: false },
  { as: 'table', makers: TABLE_MAKERS, mixed: false },
];

/** Records for one file; of each kind in one file where the form needs it. */
function elementsFor(
  random: Random,
  seed: number,
  number: number,
): { readonly as: As; readonly elements: readonly Element[] } {
  const everything = random.chance(8);
  const sort = random.pick(SORTS);
  const all = [
    ...UAL_MAKERS,
    ...ENTRA_MAKERS,
    ...GOOGLE_MAKERS,
    ...ENTRA_TABLE_MAKERS,
    ...TABLE_MAKERS,
    OFFICE_ACTIVITY_MAKER,
  ];
  const one = random.pick(sort.makers);
  const strange = random.chance(3);
  const elements: Element[] = [];
  for (let record = random.pick([1, 2, 3, 5, 8, 12, 20]); record > 0; record -= 1) {
    const maker = everything ? random.pick(all) : sort.mixed ? random.pick(sort.makers) : one;
    const made = maker(random, idOf(seed, number, record));
    elements.push(strange && random.chance(3) ? elementOf(strangeRecord(random, made), true) : elementOf(made, false));
  }
  if (random.chance(6)) repeat(random, elements);
  return { as: everything ? 'json' : sort.as, elements };
}

export function elementOf(made: Made, touched: boolean): Element {
  return { made, json: jsonOf(made.record), touched };
}

/** The same record again, once or many times, some of them with other content. */
function repeat(random: Random, elements: Element[]): void {
  const again = random.pick(elements);
  for (let times = random.pick([1, 2, 9]); times > 0; times -= 1) {
    const changed = random.chance(2) && !again.touched;
    const record = changed
      ? { ...again.made.record, ResultStatus: random.hex(3), Added: random.hex(4) }
      : again.made.record;
    const element = { made: { ...again.made, record }, json: jsonOf(record), touched: again.touched };
    elements.splice(random.int(elements.length + 1), 0, element);
  }
}

function overlaps(touched: readonly (readonly [number, number])[], start: number, end: number): boolean {
  return touched.some(([from, to]) => from < end && to > start);
}

/** Damages a text in about half of the cases. */
function settle(
  random: Random,
  contained: Contained,
  neighbour: () => Buffer,
): Omit<KnownSource, 'containerPath' | 'bytes'> & { readonly text: Buffer } {
  const text = Buffer.from(contained.text, 'utf8');
  const exact = {
    text,
    name: contained.name,
    form: contained.form,
    exact: true,
    elements: contained.elements,
    cut: false,
    headTouched: false,
  };
  if (random.chance(2) || text.length === 0) return exact;
  const done = damage(random, text, neighbour());
  // Elements are found again by their first key: where that of the first one is damaged, there is none to go by.
  const first = contained.spans[0]?.start ?? 0;
  // In arrays the next element is known by its first key: where those differ, no more is promised than the count.
  const alike = new Set(contained.elements.map((element) => /^\{\s*"[^"]*"/.exec(element.json)?.[0])).size <= 1;
  const promised =
    contained.form !== 'rows over lines' && done.whole !== true && (contained.form !== 'elements' || alike);
  const touched =
    done.closes === true && contained.form === 'elements'
      ? done.touched.map(([from]) => [from, text.length + 1] as const)
      : done.touched;
  // A separator beside a record belongs to it: without it two records are one.
  const left = contained.elements.filter((element, index) => {
    const span = contained.spans[index];
    return promised && !element.touched && span !== undefined && !overlaps(touched, span.start - 2, span.end + 2);
  });
  return {
    text: done.bytes,
    name: `${contained.name}, ${done.name}`,
    form: contained.form,
    exact: false,
    elements: left,
    cut: done.name === 'cut off' && contained.form === 'elements' && contained.name !== 'objects',
    headTouched: overlaps(done.touched, 0, first + (contained.form === 'elements' ? 40 : 2)),
  };
}

/** The `number`-th input of a seed: the same on every machine, whatever inputs are beside it. */
export function inputOf(seed: number, number: number): Input {
  const random = Random.of(seed, number);
  // What it may be spliced with: the text of the input before it, so that records with its ids come twice.
  const neighbour = (): Buffer =>
    Buffer.from(textOf(Random.of(seed, Math.max(0, number - 1)), seed, Math.max(0, number - 1)).text, 'utf8');
  const { text, ...known } = settle(random, textOf(random, seed, number), neighbour);
  const encoded = encode(random, text, known.exact);
  const source: KnownSource = { ...known, containerPath: null, bytes: encoded.bytes };
  const packed = pack(random, source);
  if (packed.packing === 'plain' || !random.chance(6))
    return {
      number,
      what: `${known.name}, ${encoded.encoding}, ${packed.packing}`,
      bytes: packed.bytes,
      sources: packed.sources,
      cutPacking: false,
    };
  const cut = random.chance(2);
  const bytes = cut
    ? packed.bytes.subarray(0, random.between(1, packed.bytes.length - 1))
    : damage(random, packed.bytes, neighbour()).bytes;
  return {
    number,
    what: `${known.name}, ${packed.packing} ${cut ? 'cut off' : 'damaged'}`,
    bytes,
    sources: null,
    cutPacking: cut && packed.packing.startsWith('gzip') && bytes.length >= 10,
  };
}

function textOf(random: Random, seed: number, number: number): Contained {
  const { as, elements } = elementsFor(random, seed, number);
  return contain(random, elements, as);
}

function encode(random: Random, text: Buffer, exact: boolean): { readonly bytes: Buffer; readonly encoding: string } {
  const choice = random.int(8);
  if (choice === 0)
    return { bytes: Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), text]), encoding: 'utf-8 with mark' };
  // What is no UTF-8 has no UTF-16 either.
  if (choice === 1 && exact) return { bytes: utf16(text.toString('utf8'), random.chance(2)), encoding: 'utf-16' };
  return { bytes: text, encoding: 'utf-8' };
}

function pack(
  random: Random,
  source: KnownSource,
): { readonly bytes: Buffer; readonly packing: string; readonly sources: readonly KnownSource[] } {
  const { bytes } = source;
  switch (random.int(12)) {
    case 0:
      return { bytes: gzipSync(bytes), packing: 'gzip', sources: [source] };
    case 1:
      return {
        bytes: gzipMembers(bytes, [random.int(bytes.length + 1), random.int(bytes.length + 1)]),
        packing: 'gzip of several members',
        sources: [source],
      };
    case 2:
      return { bytes: zstdStored(bytes), packing: 'zstd', sources: [source] };
    case 3: {
      const members: readonly Member[] = [
        {
          name: random.pick(['audit[1].json', '../../x', 'a/b.csv', 'C:\\x.json', '\u0001\n', 'päth/日本.json']),
          bytes,
        },
        { name: 'packed.gz', bytes: gzipSync(bytes) },
        { name: 'folder/', bytes: Buffer.alloc(0) },
        { name: 'empty', bytes: Buffer.alloc(0) },
      ];
      const inside = members
        .filter((member) => !member.name.endsWith('/'))
        .map((member) =>
          member.name === 'empty'
            ? { ...source, name: 'empty', bytes: member.bytes, elements: [], exact: true, headTouched: false }
            : source,
        );
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what a label replaces, beside the separators of Windows
      const label = (name: string): string => name.replace(/[\u0000-\u001f\u007f]/g, '\ufffd').replaceAll('\\', '/');
      return {
        bytes: zip(members, random),
        packing: 'zip',
        sources: inside.map((known, index) => ({
          ...known,
          containerPath: label(members.filter((member) => !member.name.endsWith('/'))[index]?.name ?? ''),
        })),
      };
    }
    case 4:
      return {
        bytes: gzipSync(zip([{ name: 'inner', bytes }], random)),
        packing: 'gzip of zip',
        sources: [{ ...source, containerPath: 'inner' }],
      };
    default:
      return { bytes, packing: 'plain', sources: [source] };
  }
}

/** File names that are traps of their own: globs, escapes, spaces, marks of other systems. */
export function fileName(number: number): string {
  const names = [
    'audit[1].json',
    'audit1.json',
    "it's a \\x01.csv".replaceAll('\\', process.platform === 'win32' ? '_' : '\\'),
    'x{a,b}.log',
    '-',
    'päth 日本.txt',
    '%s.json',
    "'; DROP TABLE event; --",
    'a.csv.gz',
    'no-ending',
  ];
  return `${number}-${names[number % names.length] ?? ''}`;
}
