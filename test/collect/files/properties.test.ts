import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ByteReader } from '../../../src/collect/files/bytes/reader.ts';
import { Window } from '../../../src/collect/files/bytes/window.ts';
import { type CollectLimits, DEFAULT_COLLECT_LIMITS } from '../../../src/collect/files/contract.ts';
import type { Leaf } from '../../../src/collect/files/leaves.ts';
import { type PlaceWord, RecordSink } from '../../../src/collect/files/sink.ts';
import { openText } from '../../../src/collect/files/text.ts';
import { countRecordsSlowly } from '../count-slowly.ts';
import { unwrapOne } from '../harness.ts';

/**
 * A run of a splitter alone, fed with pieces of the sizes given: everything that reaches the sink, in order, as text. The
 * format is settled on the whole first, as it is on 64 KB in real life.
 */
async function split(bytes: Buffer, sizes: readonly number[], limits: CollectLimits): Promise<readonly string[]> {
  const sink = new ListSink(limits);
  const head = new Window(bytes.length + 1);
  await head.fillTo(readerOf(bytes, []), bytes.length + 1);
  const leaf = { window: head, ended: true, reader: readerOf(bytes, []), trouble: null } as unknown as Leaf;
  const { splitter, recognised } = await openText(leaf, sink, limits);
  if (splitter === null) return [recognised.format];
  const reader = readerOf(head.bytes.subarray(head.start, head.end), sizes);
  const window = new Window(sizes.length === 0 ? bytes.length + 1 : 16);
  for (let more = true; more; ) {
    more = reader.remaining() > 0 && (await window.fill(reader));
    splitter.consume(window, !more);
  }
  return [
    ...sink.lines,
    `read ${splitter.read}`,
    ...splitter.truncations.map(({ code, detail }) => `${code} ${detail}`),
  ];
}

function readerOf(bytes: Buffer, sizes: readonly number[]): ByteReader & { remaining(): number } {
  let at = 0;
  let turn = 0;
  return {
    truncations: [],
    close: () => undefined,
    remaining: () => bytes.length - at,
    read(target, offset, length) {
      const size = sizes[turn++ % Math.max(1, sizes.length)] ?? length;
      const got = bytes.copy(target, offset, at, Math.min(at + Math.min(size, length), bytes.length));
      at += got;
      return got;
    },
  };
}

class ListSink extends RecordSink {
  readonly lines: string[] = [];

  protected keep(ordinal: number, place: number, word: PlaceWord, bytes: Buffer, start: number, end: number): void {
    this.lines.push(`${ordinal} ${word} ${place} ${bytes.toString('latin1', start, end)}`);
  }

  override reject(
    ordinal: number,
    place: number,
    word: PlaceWord,
    code: Parameters<RecordSink['reject']>[3],
    detail: string,
  ): void {
    super.reject(ordinal, place, word, code, detail);
    this.lines.push(`${ordinal} ${word} ${place} rejected ${code} ${detail}`);
  }
}

/** More with LETTERLOCK_FUZZ_RUNS. */
const RUNS = Number(process.env['LETTERLOCK_FUZZ_RUNS'] ?? 300);

const text = fc
  .string({ unit: 'binary', maxLength: 30 })
  .map((value) => value.toWellFormed().replaceAll('\0', '_').replaceAll('\u0001', '_'));
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(text, fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null)),
    fc.array(tie('any'), { maxLength: 4 }),
    fc.dictionary(text, tie('any'), { maxKeys: 4 }),
  ),
})).any;
/** Objects that begin with a key of records, so that none is taken for a page. */
const record = fc
  .tuple(
    fc.uuid(),
    fc.dictionary(
      text.filter((key) => key !== '__proto__' && key !== 'CreationTime'),
      value,
      { maxKeys: 6 },
    ),
  )
  .map(
    ([id, members]) =>
      JSON.parse(JSON.stringify({ CreationTime: id, ...members })) as Readonly<Record<string, unknown>>,
  );
const records = fc.array(record, { minLength: 1, maxLength: 12 });

const cell = (object: unknown): string => `"${JSON.stringify(object).replaceAll('"', '""')}"`;

const CONTAINERS: Readonly<Record<string, (objects: readonly unknown[]) => Buffer>> = {
  lines: (objects) => Buffer.from(objects.map((object) => JSON.stringify(object)).join('\n')),
  crlf: (objects) => Buffer.from(objects.map((object) => `${JSON.stringify(object)}\r\n`).join('')),
  cr: (objects) => Buffer.from(objects.map((object) => `${JSON.stringify(object)}\r`).join('')),
  array: (objects) => Buffer.from(JSON.stringify(objects)),
  pretty: (objects) => Buffer.from(JSON.stringify(objects, null, 2)),
  objects: (objects) => Buffer.from(objects.map((object) => JSON.stringify(object, null, '\t')).join('\n')),
  page: (objects) => Buffer.from(JSON.stringify({ '@odata.context': 'x', value: objects, after: [{ a: 1 }] })),
  pages: (objects) => Buffer.from(objects.map((object) => JSON.stringify({ value: [object] }, null, 1)).join('')),
  csv: (objects) =>
    Buffer.from(`AuditData,Id\n${objects.map((object, index) => `${cell(object)},${index}`).join('\n')}\n`),
  'csv last': (objects) =>
    Buffer.from(`Id;AuditData\r\n${objects.map((object, index) => `${index};${cell(object)}`).join('\r\n')}`),
  gzip: (objects) => gzipSync(objects.map((object) => JSON.stringify(object)).join('\n')),
  utf16: (objects) => Buffer.from(`\ufeff${objects.map((object) => JSON.stringify(object)).join('\n')}\n`, 'utf16le'),
};

describe('any objects', () => {
  it.each(Object.keys(CONTAINERS))('come through identical and counted: %s', async (name) => {
    const pack = CONTAINERS[name];
    if (pack === undefined) throw new Error(name);
    await fc.assert(
      fc.asyncProperty(records, async (objects) => {
        const bytes = pack(objects);
        const one = await unwrapOne(bytes);
        expect(one.objects).toEqual(objects);
        expect(one).toMatchObject({ read: objects.length, rejected: 0, truncations: [] });
        const slow = name === 'gzip' ? { records: null } : countRecordsSlowly(bytes);
        if (slow.records !== null) expect(one.read).toBe(slow.records);
      }),
      { numRuns: Math.ceil(RUNS / 8) },
    );
  });
});

/** Changes bytes, cuts and doubles parts of an input. */
const damage = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    kind: fc.constantFrom('set', 'cut', 'double', 'insert', 'end'),
    byte: fc.constantFrom(...Buffer.from('"{}[],:\\\n\r\0\u0001 a0;\ufeff\t\u001e')),
    length: fc.nat(20),
  }),
  { minLength: 0, maxLength: 5 },
);

function damaged(
  bytes: Buffer,
  steps: readonly { readonly at: number; readonly kind: string; readonly byte: number; readonly length: number }[],
): Buffer {
  let result = Buffer.from(bytes);
  for (const { at, kind, byte, length } of steps) {
    const position = Math.floor(at * result.length);
    if (kind === 'set' && result.length > 0) result[Math.min(position, result.length - 1)] = byte;
    if (kind === 'cut') result = Buffer.concat([result.subarray(0, position), result.subarray(position + length)]);
    if (kind === 'double')
      result = Buffer.concat([
        result.subarray(0, position),
        result.subarray(position, position + length),
        result.subarray(position),
      ]);
    if (kind === 'insert')
      result = Buffer.concat([result.subarray(0, position), Buffer.from([byte]), result.subarray(position)]);
    if (kind === 'end') result = Buffer.from(result.subarray(0, position));
  }
  return result;
}

const container = fc.constantFrom(...Object.keys(CONTAINERS));
const build = (name: string, objects: readonly unknown[]): Buffer => CONTAINERS[name]?.(objects) ?? Buffer.alloc(0);

describe('any input', () => {
  it('is taken the same way however its bytes are read', async () => {
    await fc.assert(
      fc.asyncProperty(
        container.filter((name) => name !== 'gzip' && name !== 'utf16'),
        records,
        damage,
        fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 6 }),
        fc.constantFrom(120, 400, 16 * 1024 ** 2),
        async (name, objects, steps, sizes, recordBytes) => {
          const bytes = damaged(build(name, objects), steps);
          const limits = { ...DEFAULT_COLLECT_LIMITS, recordBytes };
          expect(await split(bytes, sizes, limits)).toEqual(await split(bytes, [], limits));
        },
      ),
      {
        numRuns: RUNS,
        examples: [
          // A stray quote at the end of what was read so far: whether a better line follows was not waited for.
          [
            'csv last',
            [{ CreationTime: '00000000-0000-1000-8000-000000000000' }],
            [
              { at: 0, kind: 'double', byte: 34, length: 19 },
              { at: 0, kind: 'double', byte: 34, length: 17 },
            ],
            [1],
            120,
          ],
        ],
      },
    );
  });

  it('never loses count and never hangs', async () => {
    await fc.assert(
      fc.asyncProperty(
        container,
        records,
        damage,
        fc.constantFrom(60, 300, 16 * 1024 ** 2),
        async (name, objects, steps, recordBytes) => {
          // The harness checks read = spooled + rejected and every ordinal.
          const { read } = await unwrapFilesQuietly(damaged(build(name, objects), steps), recordBytes);
          expect(read).toBeGreaterThanOrEqual(0);
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('never fails on bytes of any kind', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
        await unwrapFilesQuietly(Buffer.from(bytes), 1_000);
      }),
      { numRuns: RUNS },
    );
  });
});

async function unwrapFilesQuietly(bytes: Buffer, recordBytes: number): Promise<{ readonly read: number }> {
  const { unwrapFiles } = await import('../harness.ts');
  const { sources } = await unwrapFiles({ input: bytes }, { limits: { recordBytes } });
  return { read: sources.reduce((sum, source) => sum + source.read, 0) };
}
