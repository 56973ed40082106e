/** Makes characters visible that would otherwise act on the page or hide in it. */

/** A piece of text: as it is, or one character that had to be named. */
export interface Segment {
  readonly text: string;
  readonly named: boolean;
}

/** Code points without a shape of their own, from and to. */
const HIDDEN_RANGES = [
  [0x0000, 0x001f], // controls
  [0x007f, 0x009f], // delete, controls
  [0x00ad, 0x00ad], // soft hyphen
  [0x034f, 0x034f], // combining grapheme joiner
  [0x061c, 0x061c], // Arabic letter mark
  [0x115f, 0x1160], // Hangul fillers
  [0x17b4, 0x17b5], // Khmer inherent vowels
  [0x180b, 0x180f], // Mongolian separators
  [0x200b, 0x200f], // zero width, direction marks
  [0x2028, 0x202e], // line and paragraph separator, direction embeddings and overrides
  [0x2060, 0x206f], // joiners, direction isolates
  [0x3164, 0x3164], // Hangul filler
  [0xd800, 0xdfff], // lone surrogates (with the `u` flag a pair is one character and does not match)
  [0xfeff, 0xfeff], // byte order mark
  [0xffa0, 0xffa0], // Hangul filler
  [0xfff9, 0xfffb], // interlinear marks
  [0xe0000, 0xe0fff], // tags
] as const;

const escaped = (code: number): string => `\\u{${code.toString(16)}}`;

const HIDDEN = new RegExp(`[${HIDDEN_RANGES.map(([from, to]) => `${escaped(from)}-${escaped(to)}`).join('')}]`, 'gu');

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
