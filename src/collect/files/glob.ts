/** Name patterns, for shells that do not expand them (Windows) and for quoted ones: `*`, `?`, `[abc]`, `{a,b}`, `**`. */
import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Whether a text holds characters that make it a pattern. */
export function isPattern(text: string): boolean {
  return /[*?[{]/.test(text);
}

/** Folders visited for one pattern at most, so that `**` on a whole disk ends. */
const MOST_FOLDERS = 200_000;

/**
 * Paths that fit the pattern, `/` as separator, unsorted. As in shells, `*`, `?` and `**` do not match names that begin
 * with a dot. Symbolic links to folders are not followed by `**`. Folders that cannot be listed are passed over.
 */
export function expandPattern(pattern: string, cwd: string): readonly string[] {
  const found = new Set<string>();
  for (const plain of expandBraces(pattern)) {
    const segments = plain.split('/');
    const budget = { folders: MOST_FOLDERS };
    const absolute = plain.startsWith('/');
    walk(absolute ? '/' : '', absolute ? segments.slice(1) : segments, cwd, found, budget);
  }
  return [...found];
}

function walk(
  base: string,
  segments: readonly string[],
  cwd: string,
  found: Set<string>,
  budget: { folders: number },
): void {
  const [first, ...rest] = segments;
  if (first === undefined) {
    found.add(base);
    return;
  }
  const at = (name: string): string => (base === '' || base === '/' ? base + name : `${base}/${name}`);
  if (!isPattern(first)) {
    if (rest.length > 0 || first === '' || first === '.' || first === '..') walk(at(first), rest, cwd, found, budget);
    else if (list(base, cwd, budget).some((entry) => entry.name === first)) found.add(at(first));
    return;
  }
  if (first === '**') walk(base, rest.length === 0 ? ['*'] : rest, cwd, found, budget);
  const match = segmentMatcher(first);
  for (const entry of list(base, cwd, budget)) {
    if (first === '**') {
      if (entry.isDirectory() && !entry.name.startsWith('.')) walk(at(entry.name), segments, cwd, found, budget);
    } else if (match.test(entry.name)) {
      if (rest.length === 0) found.add(at(entry.name));
      else if (!entry.isFile()) walk(at(entry.name), rest, cwd, found, budget);
    }
  }
}

function list(base: string, cwd: string, budget: { folders: number }): readonly Dirent[] {
  budget.folders -= 1;
  if (budget.folders < 0) return [];
  try {
    return readdirSync(base.startsWith('/') || /^[A-Za-z]:/.test(base) ? base : join(cwd, base), {
      withFileTypes: true,
    });
  } catch {
    return [];
  }
}

function segmentMatcher(segment: string): RegExp {
  let source = segment.startsWith('.') ? '' : '(?!\\.)';
  for (let at = 0; at < segment.length; at += 1) {
    const char = segment.charAt(at);
    const close = char === '[' ? segment.indexOf(']', at + 2) : -1;
    if (char === '*') source += '.*';
    else if (char === '?') source += '.';
    else if (close > 0) {
      const set = segment
        .slice(at + 1, close)
        .replace(/\\/g, '\\\\')
        .replace(/^[!^]/, '^')
        .replace(/(?!^)\^/g, '\\^');
      source += `[${set.replace(/\[/g, '\\[')}]`;
      at = close;
    } else source += char.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  }
  try {
    return new RegExp(`^${source}$`, 'su');
  } catch {
    // A set such as [z-a]: then it stands for itself.
    return new RegExp(`^${segment.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`, 'su');
  }
}

function expandBraces(pattern: string): readonly string[] {
  const match = /^(.*?)\{([^{}]*,[^{}]*)\}(.*)$/s.exec(pattern);
  if (match === null) return [pattern];
  const [, before = '', inside = '', after = ''] = match;
  return inside.split(',').flatMap((choice) => expandBraces(before + choice + after));
}
