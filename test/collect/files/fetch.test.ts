import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { DEFAULT_COLLECT_LIMITS, fetchRecords } from '../../../src/collect/files/index.ts';
import { inFolder, unwrapInputs } from '../harness.ts';
import { zip } from '../pack.ts';

const records = Array.from({ length: 50 }, (_, index) => ({ Id: String(index), Note: `ü "${index}" \n` }));
const lines = records.map((record) => JSON.stringify(record)).join('\n');
const csv = `Id,AuditData\n${records.map((record, index) => `${index},"${JSON.stringify(record).replaceAll('"', '""')}"`).join('\n')}\n`;

describe('fetchRecords', () => {
  it.each([
    ['lines', Buffer.from(lines), null, 'line'],
    ['lines with rejects and blank lines', Buffer.from(`\nnull\n${lines}`), null, 'line'],
    ['array', Buffer.from(JSON.stringify(records, null, 2)), null, 'element'],
    ['page', Buffer.from(JSON.stringify({ value: records })), null, 'element'],
    ['CSV', Buffer.from(csv), null, 'row'],
    ['table', Buffer.from('Name,Note\na,"x\ny"\nb,c\n'), null, 'row'],
    ['gzip', gzipSync(lines), null, 'line'],
    ['UTF-16', Buffer.from(`\ufeff${lines}`, 'utf16le'), null, 'line'],
    [
      'zip',
      zip([
        { name: 'x', content: 'nothing' },
        { name: 'b.json', content: lines },
      ]),
      'b.json',
      'line',
    ],
    [
      'zip in zip',
      zip([{ name: 'in.zip', content: zip([{ name: 'b.json', content: csv }]) }]),
      'in.zip!/b.json',
      'row',
    ],
  ])('gives the bytes that were spooled: %s', async (_, content, containerPath, word) => {
    await inFolder(async (folder) => {
      const absolutePath = join(folder, 'source');
      writeFileSync(absolutePath, content);
      const outcome = await unwrapInputs([{ absolutePath, path: 'source', bytes: content.length }], folder);
      const source = outcome.sources.find((candidate) => candidate.containerPath === containerPath);
      const spooled = outcome.records.get(source?.seq ?? -1) ?? [];
      expect(spooled.length).toBeGreaterThan(1);
      const wanted = new Set(spooled.map(({ ordinal }) => ordinal).filter((ordinal) => ordinal % 3 !== 0));
      const fetched = await fetchRecords({ absolutePath, containerPath }, wanted, {
        limits: DEFAULT_COLLECT_LIMITS,
        spoolFolder: join(folder, 'spool'),
      });
      expect(fetched.sha256).toBe(source?.sha256);
      expect(fetched.records.map(({ ordinal, record }) => ({ ordinal, text: record }))).toEqual(
        spooled.filter(({ ordinal }) => wanted.has(ordinal)),
      );
      expect(fetched.records.every(({ place }) => new RegExp(`^${word} \\d+$`).test(place))).toBe(true);
    });
  });

  it('tells lines, not records', async () => {
    await inFolder(async (folder) => {
      const absolutePath = join(folder, 'source');
      writeFileSync(absolutePath, '\n\n{"a":1}\nnull\n{"b":2}\n');
      const { records: found } = await fetchRecords({ absolutePath, containerPath: null }, new Set([1, 2, 3]), {
        limits: DEFAULT_COLLECT_LIMITS,
        spoolFolder: folder,
      });
      expect(found).toEqual([
        { ordinal: 1, place: 'line 3', record: '{"a":1}' },
        { ordinal: 3, place: 'line 5', record: '{"b":2}' },
      ]);
      expect(
        await fetchRecords({ absolutePath, containerPath: 'gone' }, new Set([1]), {
          limits: DEFAULT_COLLECT_LIMITS,
          spoolFolder: folder,
        }),
      ).toEqual({ sha256: null, records: [] });
    });
  });
});
