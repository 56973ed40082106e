import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvRow } from '../../src/report/csv.ts';
import { fileName } from '../../src/report/files.ts';
import { columnsOf, shortened, terminalText, wrapped } from '../../src/report/terminal-text.ts';
import { MEAN } from './hostile.ts';

describe('terminal text', () => {
  test('controls, escapes, bidirectional and invisible characters stand as their numbers; nothing else changes', () => {
    expect(terminalText('\u001b[31mred\u0007')).toBe('\\u{1b}[31mred\\u{7}');
    expect(terminalText('a\u202eb\u2066c\u200bd\ufeffe\u009bf\ud800g\u{e0041}h')).toBe(
      'a\\u{202e}b\\u{2066}c\\u{200b}d\\u{feff}e\\u{9b}f\\u{d800}g\\u{e0041}h',
    );
    expect(terminalText('Zoë Müller 日本 🙂 <b>"x"</b>')).toBe('Zoë Müller 日本 🙂 <b>"x"</b>');
  });

  test('whatever the text, no character that acts is left', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(terminalText(text)).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\u2028\u2029]/u);
      }),
    );
  });

  test('lines keep within their columns, and no text is lost', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 12, max: 90 }), (given, columns) => {
        const text = terminalText(given).replaceAll(/ +/g, ' ').trim();
        const lines = wrapped(text, columns, '  - ');
        for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(columns);
        expect(
          lines
            .map((line) => line.slice(4))
            .join('')
            .replaceAll(' ', ''),
        ).toBe(text.replaceAll(' ', ''));
        expect(columnsOf(shortened(text, columns))).toBeLessThanOrEqual(columns);
      }),
    );
  });
});

describe('CSV', () => {
  test('cells that a spreadsheet would compute get an apostrophe; quotes, commas and line ends are quoted', () => {
    for (const start of ['=', '+', '-', '@', '\t', '\r', '\uff1d']) expect(csvRow([`${start}1`])).toMatch(/^"?'/);
    expect(csvRow(['a,b', 'c"d', 'e\r\nf', null, 3, -3, 'plain'])).toBe('"a,b","c""d","e\r\nf",,3,-3,plain\r\n');
    expect(csvRow([' =1+1'])).toBe("' =1+1\r\n");
    expect(csvRow([MEAN])).not.toMatch(/^[="+@-](?!')/);
  });
});

describe('file names', () => {
  test('are never a path, a hidden file, a device or the same for two labels', () => {
    expect(fileName('anna@contoso.example', '.txt')).toBe('anna@contoso.example.txt');
    for (const label of [
      '../../etc/passwd',
      '..',
      '.',
      '',
      'CON',
      'nul',
      'aux.x',
      '/abs',
      'C:\\x',
      'a\u0000b',
      'x'.repeat(500),
      MEAN,
      'trailing.',
    ]) {
      const name = fileName(label, '.txt');
      expect(name).toMatch(/^[A-Za-z0-9@_+][A-Za-z0-9.@_+-]*\.txt$/);
      expect(name).not.toMatch(/^(con|nul|aux)\./i);
      expect(name.length).toBeLessThan(100);
    }
    const labels = ['a/b', 'a_b', 'a?b', 'A_B', '..', '.'];
    expect(new Set(labels.map((label) => fileName(label, '.txt').toLowerCase())).size).toBe(labels.length);
  });
});
