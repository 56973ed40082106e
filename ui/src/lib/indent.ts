/**
 * Indents JSON text by adding white space between its tokens and nothing else: numbers, escapes and repeated keys stay as
 * they are recorded (a parse and print would change them). Text that is no JSON comes out readable all the same.
 */
export function indentJson(text: string): string {
  const out: string[] = [];
  let depth = 0;
  let index = 0;
  const line = (): void => {
    out.push('\n', '  '.repeat(depth));
  };
  while (index < text.length) {
    const character = text[index] ?? '';
    if (character === '"') {
      const end = stringEnd(text, index);
      out.push(text.slice(index, end));
      index = end;
      continue;
    }
    index += 1;
    if (character === '{' || character === '[') {
      out.push(character);
      const close = character === '{' ? '}' : ']';
      const next = skipSpace(text, index);
      if (text[next] === close) {
        out.push(close);
        index = next + 1;
        continue;
      }
      depth += 1;
      line();
    } else if (character === '}' || character === ']') {
      depth = Math.max(0, depth - 1);
      line();
      out.push(character);
    } else if (character === ',') {
      out.push(character);
      line();
    } else if (character === ':') {
      out.push(': ');
    } else if (!/\s/.test(character)) {
      out.push(character);
    }
  }
  return out.join('');
}

/** Index behind the string that begins at `start`. */
function stringEnd(text: string, start: number): number {
  for (let index = start + 1; index < text.length; index += 1) {
    if (text[index] === '\\') index += 1;
    else if (text[index] === '"') return index + 1;
  }
  return text.length;
}

function skipSpace(text: string, start: number): number {
  let index = start;
  while (index < text.length && /\s/.test(text[index] ?? '')) index += 1;
  return index;
}
