/** Text of logs made safe for a terminal. */

/**
 * Control characters (ANSI escapes among them), bidirectional controls, zero-width and invisible format characters, and
 * lone surrogates: they can move the cursor, colour, hide or reorder what a person reads.
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu;

/** Every unsafe character stands as `\u{…}`, so that nothing is lost and nothing acts; a line stays one line. */
export function terminalText(text: string): string {
  return text.replace(UNSAFE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

export type Colour = 'red' | 'yellow' | 'green' | 'bold' | 'dim';

const CODES: Readonly<Record<Colour, string>> = { red: '31', yellow: '33', green: '32', bold: '1', dim: '2' };

/** Colours text where `shown`: only on a terminal, and not with NO_COLOR. */
export function painter(shown: boolean): (text: string, colour: Colour | null) => string {
  return (text, colour) => (shown && colour !== null ? `\u001b[${CODES[colour]}m${text}\u001b[0m` : text);
}

/** Columns that a text takes: wide characters of East Asia take two, combining marks none. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += widthOf(character);
  return columns;
}

const COMBINING = /^\p{M}$/u;
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]$/u;

function widthOf(character: string): number {
  return COMBINING.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
}

/** The text in at most so many columns; what does not fit is cut, and `…` says so. */
export function shortened(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  let kept = '';
  let width = 0;
  for (const character of text) {
    width += widthOf(character);
    if (width > columns - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

/** Lines of at most `columns`, the first behind `mark`, the others behind as many spaces; a word that is longer is broken inside. */
export function wrapped(text: string, columns: number, mark = ''): readonly string[] {
  const room = columns - columnsOf(mark);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    let rest = word;
    if (line !== '' && columnsOf(line) + 1 + columnsOf(rest) > room) {
      lines.push(line);
      line = '';
    }
    while (columnsOf(rest) > room) {
      const piece = beginning(rest, room);
      lines.push(piece);
      rest = rest.slice(piece.length);
    }
    line = line === '' ? rest : `${line} ${rest}`;
  }
  lines.push(line);
  const indent = ' '.repeat(columnsOf(mark));
  return lines.map((entry, index) => `${index === 0 ? mark : indent}${entry}`);
}

/** As many characters of the text as fit; at least one. */
function beginning(text: string, columns: number): string {
  let piece = '';
  for (const character of text) {
    if (piece !== '' && columnsOf(piece) + widthOf(character) > columns) break;
    piece += character;
  }
  return piece;
}
