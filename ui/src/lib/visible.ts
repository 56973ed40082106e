/** Makes characters visible that would otherwise act on the page or hide in it. */

/** A piece of text: as it is, or one character that had to be named. */
export interface Segment {
  readonly text: string;
  readonly named: boolean;
}

/**
 * Characters without a shape of their own: controls, bidi marks, overrides and isolates, zero-width and filler
 * characters, line and paragraph separators, byte order mark, interlinear marks, tags, lone
 * surrogates (with the `u` flag a pair is one character and does not match).
 */
const HIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
  /[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff\u{e0000}-\u{e0fff}]/gu;

/** `⟨U+202E⟩` */
function named(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
}

/** Splits text; `keep` lists characters that are left as they are (line feeds in a record shown as a block). */
export function segments(text: string, keep = ''): readonly Segment[] {
  const parts: Segment[] = [];
  let end = 0;
  for (const match of text.matchAll(HIDDEN)) {
    if (keep.includes(match[0])) continue;
    if (match.index > end) parts.push({ text: text.slice(end, match.index), named: false });
    parts.push({ text: named(match[0]), named: true });
    end = match.index + match[0].length;
  }
  if (end < text.length) parts.push({ text: text.slice(end), named: false });
  return parts;
}

/** The same as plain text, for places that take no elements (titles, labels). */
export function visible(text: string): string {
  return text.replace(HIDDEN, named);
}
