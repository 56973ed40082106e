/** YAML with positions, checked against a schema: every problem is told with its line, all of them at once. */
import { type Document, isCollection, isMap, isPair, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import type { ZodType } from 'zod';

/** One thing that is wrong with a file. */
export interface Problem {
  readonly file: string;
  /** Line from 1; null where no line can be named. */
  readonly line: number | null;
  readonly problem: string;
}

/** Data of a file, and where each of its values stands. */
export interface Located<Value> {
  readonly value: Value;
  /** Line of the value at that path, from 1; the nearest enclosing one where the path is absent. */
  readonly lineOf: (path: readonly PropertyKey[]) => number | null;
}

export type ParseResult<Value> =
  | { readonly ok: true; readonly located: Located<Value> }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** `file:line`, as error messages have it. */
export function placeOf(problem: Problem): string {
  return problem.line === null ? '' : `:${problem.line}`;
}

/**
 * Parses one YAML document (JSON is YAML) and checks it. Duplicate keys, unknown tags and warnings are problems too.
 * `file` is only named in problems.
 */
export function parseYaml<Value>(file: string, source: string, schema: ZodType<Value>): ParseResult<Value> {
  const lines = new LineCounter();
  const parsed = documentOf(source, lines);
  if ('problem' in parsed) return { ok: false, problems: [{ file, line: null, problem: parsed.problem }] };
  const { document, data } = parsed;
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) {
    const problems = faults.map((fault) => ({
      file,
      line: lines.linePos(fault.pos[0]).line,
      problem: sentence(fault.message),
    }));
    return { ok: false, problems };
  }
  const lineOf = (path: readonly PropertyKey[]): number | null => lineAt(document.contents, path, lines);
  const checked = schema.safeParse(data);
  if (checked.success) return { ok: true, located: { value: checked.data, lineOf } };
  const problems = checked.error.issues.flatMap((issue): Problem[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => {
        const path = [...issue.path, key];
        return { file, line: lineOf(path), problem: `unknown key "${key}"${within(issue.path)}` };
      });
    }
    return [{ file, line: lineOf(issue.path), problem: `${label(issue.path)}${sentence(issue.message)}` }];
  });
  return { ok: false, problems: problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)) };
}

/** Levels of nesting. Deeper ones are no list and no detection; they would exhaust the stack of whoever walks them. */
const MAX_DEPTH = 64;

/** The document and its data, or why there is none. Files may come from anybody: bombs of aliases and depth are refused. */
function documentOf(
  source: string,
  lines: LineCounter,
): { readonly document: Document.Parsed; readonly data: unknown } | { readonly problem: string } {
  try {
    const document = parseDocument(source, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
    if (document.errors.length > 0) return { document, data: undefined };
    const deep = tooDeep(document.contents);
    // An alias can stand for a node that holds it, and ten of them for ten thousand million nodes: none is allowed.
    const data: unknown = deep ? undefined : document.toJS({ maxAliasCount: 0 });
    return deep ? { problem: `is nested more than ${MAX_DEPTH} levels deep` } : { document, data };
  } catch (error) {
    if (error instanceof RangeError) return { problem: `is nested more than ${MAX_DEPTH} levels deep` };
    if (error instanceof ReferenceError) return { problem: 'uses an alias (*name), which is not allowed' };
    throw error;
  }
}

function tooDeep(root: Node | null): boolean {
  let level: readonly unknown[] = [root];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) return true;
    level = level.flatMap((node) =>
      isCollection(node) ? node.items.flatMap((item) => (isPair(item) ? [item.key, item.value] : [item])) : [],
    );
  }
  return false;
}

/** Without the full stop: the error that carries it has its own. */
function sentence(message: string): string {
  return message.replace(/\.$/, '');
}

function within(path: readonly PropertyKey[]): string {
  return path.length === 0 ? '' : ` in ${dotted(path)}`;
}

function label(path: readonly PropertyKey[]): string {
  return path.length === 0 ? '' : `${dotted(path)}: `;
}

function dotted(path: readonly PropertyKey[]): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : String(step)))
    .join('.')
    .replaceAll('.[', '[');
}

/** Line of the deepest node that the path reaches; of a map's entry, the line of its key. */
function lineAt(root: Node | null, path: readonly PropertyKey[], lines: LineCounter): number | null {
  let node: unknown = root;
  let offset = root?.range?.[0];
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === step);
      if (pair === undefined) break;
      if (isScalar(pair.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (typeof node === 'object' && node !== null && 'items' in node && typeof step === 'number') {
      node = (node.items as readonly unknown[])[step];
      offset = (node as Node | undefined)?.range?.[0] ?? offset;
    } else break;
  }
  return offset === undefined ? null : lines.linePos(offset).line;
}
