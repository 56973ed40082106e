/** Damage to a text, byte by byte, and where it was done. */
import type { Random } from './random.ts';

/** Half-open ranges of the undamaged text; `whole`: it may be anywhere. */
export interface Damage {
  readonly bytes: Buffer;
  readonly name: string;
  readonly touched: readonly (readonly [number, number])[];
  readonly whole?: boolean;
  /** Brackets that are out of place may end the container: nothing is promised of what comes after them. */
  readonly closes?: boolean;
}

type Mutation = (random: Random, bytes: Buffer, neighbour: Buffer) => Damage;

function splice(bytes: Buffer, start: number, end: number, inserted: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, start), inserted, bytes.subarray(end)]);
}

function inserting(name: string, choose: (random: Random) => Buffer): Mutation {
  return (random, bytes) => {
    const at = random.int(bytes.length + 1);
    return { bytes: splice(bytes, at, at, choose(random)), name, touched: [[at - 1, at + 1]] };
  };
}

/** Removes or doubles one of the bytes that structure is made of. */
function structural(name: string, marks: string, doubled: boolean): Mutation {
  return (random, bytes) => {
    const places: number[] = [];
    for (let at = 0; at < bytes.length; at += 1)
      if (marks.includes(String.fromCharCode(bytes[at] ?? 0))) places.push(at);
    if (places.length === 0) return { bytes, name: `${name}, none there`, touched: [] };
    const at = random.pick(places);
    const there = bytes.subarray(at, at + 1);
    return {
      bytes: splice(bytes, at, at + 1, doubled ? Buffer.concat([there, there]) : Buffer.alloc(0)),
      name,
      touched: [[at, at + 1]],
    };
  };
}

const STRANGE: readonly Buffer[] = [
  Buffer.from([0]),
  Buffer.from([1]),
  Buffer.from([0, 0, 0, 0]),
  Buffer.from([0xff]),
  Buffer.from([0xc3]),
  Buffer.from([0xed, 0xa0, 0x80]),
  Buffer.from([0xf4, 0x90, 0x80, 0x80]),
  Buffer.from([0xef, 0xbb, 0xbf]),
  Buffer.from('\r'),
  Buffer.from('\n'),
  Buffer.from('\r\n'),
  Buffer.from('\u2028'),
  Buffer.from('\u0085'),
  Buffer.from('\t'),
  Buffer.from([0x1e]),
  Buffer.from([0x1a]),
  Buffer.from('\\'),
  Buffer.from('\\u0001'),
  Buffer.from('\\ud800'),
  Buffer.from('\u001b[2J'),
];

export const MUTATIONS: readonly Mutation[] = [
  (random, bytes) => {
    const at = random.int(bytes.length + 1);
    const name = /^\s*$/.test(bytes.toString('latin1', at)) ? 'line end cut off' : 'cut off';
    return { bytes: bytes.subarray(0, at), name, touched: [[at - 1, bytes.length + 1]] };
  },
  (random, bytes) => {
    const copy = Buffer.from(bytes);
    const at = random.int(bytes.length);
    copy[at] = (copy[at] ?? 0) ^ (1 << random.int(8));
    return { bytes: copy, name: 'bit flipped', touched: [[at, at + 1]] };
  },
  (random, bytes) => {
    const copy = Buffer.from(bytes);
    const touched: (readonly [number, number])[] = [];
    for (let times = random.between(2, 6); times > 0; times -= 1) {
      const at = random.int(bytes.length);
      copy[at] = random.int(256);
      touched.push([at, at + 1]);
    }
    return { bytes: copy, name: 'bytes overwritten', touched };
  },
  inserting('bytes inserted', (random) => Buffer.from(random.hex(2 * random.between(1, 8)), 'hex')),
  inserting('strange bytes inserted', (random) => random.pick(STRANGE)),
  inserting('strange bytes inserted', (random) => random.pick(STRANGE)),
  inserting('mark inserted', (random) =>
    Buffer.from(random.pick(['"', '{', '}', '[', ']', ',', ':', '""', '"}', '},{', ']]', '}}', '{"', '""""'])),
  ),
  (random, bytes) => {
    const at = random.int(bytes.length);
    const length = random.pick([1, 1, 2, 5, 40, 400]);
    return {
      bytes: splice(bytes, at, Math.min(bytes.length, at + length), Buffer.alloc(0)),
      name: 'bytes deleted',
      touched: [[at, at + length]],
    };
  },
  structural('quote removed', '"', false),
  structural('quote doubled', '"', true),
  structural('bracket removed', '{}[]', false),
  structural('bracket doubled', '{}[]', true),
  structural('separator removed', ',:;\t', false),
  structural('line end removed', '\r\n', false),
  structural('backslash removed', '\\', false),
  (random, bytes, other) => {
    const at = random.int(bytes.length);
    return {
      bytes: Buffer.concat([bytes.subarray(0, at), other.subarray(random.int(other.length + 1))]),
      name: 'spliced',
      touched: [[at - 1, bytes.length + 1]],
    };
  },
  (random, bytes) => {
    const start = random.int(bytes.length);
    const piece = bytes.subarray(start, start + random.pick([10, 300, 5_000]));
    const at = random.int(bytes.length + 1);
    return {
      bytes: splice(bytes, at, at, Buffer.concat(Array.from({ length: random.between(1, 5) }, () => piece))),
      name: 'piece repeated',
      touched: [[at - 1, at + 1]],
      closes: true,
    };
  },
  (random, bytes) => {
    // Some line ends are exchanged for others: files that went through two systems.
    const parts = bytes.toString('latin1').split(/\r\n|\n|\r/);
    const text = parts.reduce(
      (sum, part, index) => sum + (index === 0 ? '' : random.pick(['\n', '\r\n', '\r', '\n\n'])) + part,
      '',
    );
    return { bytes: Buffer.from(text, 'latin1'), name: 'line ends exchanged', touched: [], whole: true };
  },
  (_random, bytes) => ({
    bytes: Buffer.from(bytes.toString('latin1').replace(/\r\n|\n|\r/g, '\r'), 'latin1'),
    name: 'lone CR',
    touched: [],
    whole: true,
  }),
  (random, bytes) => ({
    bytes: Buffer.concat([bytes, Buffer.alloc(random.pick([1, 3, 600]), random.pick([0, 0x20, 0x0a, 0x1a, 0xff]))]),
    name: 'padded',
    touched: [[bytes.length - 1, bytes.length + 1]],
  }),
  (random, bytes) => ({
    bytes: Buffer.concat([
      Buffer.from(random.pick(['\ufeff', '\n\n', 'sep=;\n', '#TYPE x\r\n', 'log4j: ', '[', ',', '\u0000', '\u001e'])),
      bytes,
    ]),
    name: 'something in front',
    touched: [[0, 1]],
  }),
];

export function damage(random: Random, bytes: Buffer, neighbour: Buffer): Damage {
  return random.pick(MUTATIONS)(random, bytes, neighbour);
}
