/** YAML with positions, checked against a schema: every problem is told with its line, all of them at once. */
import { isMap, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
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
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
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
  const checked = schema.safeParse(document.toJS());
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
