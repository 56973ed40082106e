/** The layering of ARCHITECTURE.md as data, and the check that holds it. */

/** A folder may import from those to its left; siblings within one step may not import one another. */
const STEPS: readonly (readonly string[])[] = [
  ['errors'],
  ['facts'],
  ['sql'],
  ['collect', 'normalise', 'store', 'evidence'],
  ['ingest'],
  ['detect'],
  ['scope'],
  ['report'],
  ['case'],
  ['drill', 'watch', 'serve'],
  ['cli'],
];

/** `simulate` stands apart: it may use facts (and what facts may use), and only `drill` may use it. */
const APART = { name: 'simulate', uses: ['errors', 'facts'], usedBy: ['drill'] } as const;

/** The library's face: may import from anywhere, and nothing imports it. */
const FACE = 'index';

/** A source file: path below src/ with `/`, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** The step of a folder, -1 if it has none. */
function stepOf(folder: string): number {
  return STEPS.findIndex((step) => step.includes(folder));
}

/** First part of a path below src/: a folder, or the name of a file at the top. */
function folderOf(path: string): string {
  return (path.split('/')[0] ?? '').replace(/\.ts$/, '');
}

/** Relative specifiers of static imports, re-exports, dynamic imports and `new URL(..., import.meta.url)`. */
function relativeSpecifiers(text: string): readonly string[] {
  const found = text.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*|new URL\(\s*)(['"])(\.{1,2}\/[^'"]+\.ts)\1/g);
  return [...found].map((match) => match[2] ?? '');
}

/** Path below src/ that a specifier of a file means; null where it leaves src/. */
function resolved(from: string, specifier: string): string | null {
  const parts = from.split('/').slice(0, -1);
  for (const part of specifier.split('/')) {
    if (part === '..' && parts.pop() === undefined) return null;
    if (part !== '..' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}

function mayImport(from: string, to: string): boolean {
  if (from === to || from === FACE) return true;
  if (to === FACE) return false;
  if (from === APART.name) return APART.uses.some((name) => name === to);
  if (to === APART.name) return APART.usedBy.some((name) => name === from);
  return stepOf(to) !== -1 && stepOf(to) < stepOf(from);
}

/** Breaches of the layering, one line each, in the order of the files. */
export function layerBreaches(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap(({ path, text }) => {
    const folder = folderOf(path);
    const known = stepOf(folder) !== -1 || folder === APART.name || folder === FACE;
    if (!known) return [`${path}: unknown folder ${folder}`];
    return relativeSpecifiers(text).flatMap((specifier) => {
      const target = resolved(path, specifier);
      if (target === null) return [`${path}: ${specifier} leaves src/`];
      return mayImport(folder, folderOf(target)) ? [] : [`${path}: ${folder} may not import ${target}`];
    });
  });
}
