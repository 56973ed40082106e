import { describe, expect, it } from 'vitest';
import { plain } from '../../src/cli/output.ts';
import { durationText, sizeText } from '../../src/cli/progress.ts';
import { counted, grouped, table } from '../../src/cli/table.ts';
import { byteSize, isoTime, percentage, severity } from '../../src/cli/values.ts';

describe('times', () => {
  it.each([
    ['2023-05-15', '2023-05-15T00:00:00.000Z'],
    ['2023-05-15T08:00Z', '2023-05-15T08:00:00.000Z'],
    ['2023-05-15T08:00:00.5+02:00', '2023-05-15T06:00:00.500Z'],
  ])('%s is %s', (text, expected) => {
    expect(isoTime(text).toISOString()).toBe(expected);
  });

  it.each([
    '15.5.2023',
    '05/06/2023',
    '2023-05-15T08:00:00',
    '2023-02-30',
    '2023-13-01',
    '1684137600',
    '',
    'yesterday',
  ])('refuses %j: nobody should have to guess', (text) => {
    expect(() => isoTime(text)).toThrow('Write a day');
  });
});

describe('sizes, shares, severities', () => {
  it.each([
    ['2GB', 2 * 1024 ** 3],
    ['2g', 2 * 1024 ** 3],
    ['800 MB', 800 * 1024 ** 2],
    ['1.5GiB', 1.5 * 1024 ** 3],
    ['1048576', 1048576],
  ])('%s is %d bytes', (text, bytes) => {
    expect(byteSize(text)).toBe(bytes);
  });

  it.each(['lots', '2 PB', '-1GB', 'GB'])('refuses the size %j', (text) => {
    expect(() => byteSize(text)).toThrow('Write a size');
  });

  it('takes percentages with and without the sign, and nothing beyond 100', () => {
    expect([percentage('95'), percentage('99.5%'), percentage('0')]).toEqual([0.95, 0.995, 0]);
    expect(() => percentage('101')).toThrow('Write a percentage');
    expect(() => percentage('x')).toThrow('Write a percentage');
  });

  it('knows the five severities', () => {
    expect(severity('High')).toBe('high');
    expect(() => severity('terrible')).toThrow('info, low, medium, high, critical');
  });
});

describe('text for terminals', () => {
  it('lets nothing act that stood in a log', () => {
    expect(plain('a\u001b[31mred\u0007\u202etxt\u2066.\nb\r\u009b1m')).toBe('a\\x1b[31mred\\x07txt. b\\x0d\\x9b1m');
  });

  it('writes sizes, durations, numbers and tables', () => {
    expect([sizeText(999), sizeText(1536), sizeText(5 * 1024 ** 3)]).toEqual(['999 B', '1.5 KB', '5.0 GB']);
    expect([durationText(7.2), durationText(125), durationText(3780)]).toEqual(['8 s', '2 min 5 s', '1 h 3 min']);
    expect([grouped(1234567), counted(1, 'file'), counted(2000, 'file')]).toEqual([
      '1,234,567',
      '1 file',
      '2,000 files',
    ]);
    expect(
      table(
        ['name', 'n'],
        [
          ['a', 5],
          ['long', 12],
        ],
      ),
    ).toBe('name   n\na      5\nlong  12\n');
  });
});
