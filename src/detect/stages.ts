/**
 * The steps of a detection's query: each CTE with the comment before it and the number of its rows in a case. Where a
 * query finds nothing, the first step that is empty says why.
 */
import { replaceParameters } from '../sql/index.ts';
import type { Database, Statement } from '../store/index.ts';
import { SQL_TYPE } from './check.ts';
import type { Detection, ParameterValue } from './definition.ts';

/** One step as it stands in the query. */
export interface Step {
  readonly name: string;
  /** The comment before it, as one line; null where there is none. */
  readonly comment: string | null;
}

/** One step with its rows. */
export interface Stage extends Step {
  /** Null where they could not be counted in time; `rows` of the last stage, `result`, are rows of findings. */
  readonly rows: number | null;
}

interface Split {
  readonly steps: readonly Step[];
  /** The query up to the end of its last CTE; empty where it has none. */
  readonly head: string;
}

/** Quoted text, quoted names, comments, brackets, commas, words: what tells where a CTE begins and ends. */
const PIECE = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|[(),]|[A-Za-z_][A-Za-z0-9_]*/g;

/** Takes the list of CTEs of a checked query apart: `WITH name AS (…), name AS (…) SELECT …`. */
export function splitSteps(query: string): Split {
  const steps: Step[] = [];
  let comments: string[] = [];
  let depth = 0;
  let begun = false;
  let name: string | null = null;
  let end = 0;
  for (const { 0: piece, index } of query.matchAll(PIECE)) {
    if (piece.startsWith('--') || piece.startsWith('/*')) {
      if (depth === 0 && name === null) comments.push(piece.replace(/^(--|\/\*)\s*|\s*(\*\/)?$/g, ''));
    } else if (piece === '(') depth += 1;
    else if (piece === ')') {
      depth -= 1;
      // The bracket that closes the body; a list of columns (`name (a, b) AS`) closes before AS.
      if (depth === 0 && name !== null && begun) {
        steps.push({ name, comment: comments.length === 0 ? null : comments.join(' ') });
        name = null;
        begun = false;
        comments = [];
        end = index + 1;
      }
    } else if (depth === 0 && /^[A-Za-z_"]/.test(piece)) {
      const word = piece.toUpperCase();
      if (word === 'WITH') continue;
      if (steps.length === 0 && name === null && word === 'SELECT') break;
      if (name === null) {
        // After the last CTE the query itself begins.
        if (word === 'SELECT') break;
        name = piece.replace(/^"(.*)"$/, '$1').replaceAll('""', '"');
      } else if (word === 'AS') begun = true;
    }
  }
  return { steps, head: query.slice(0, end) };
}

/** A statement that counts the rows of one step, with the parameters as typed values. */
export function countStatement(
  detection: Pick<Detection, 'id' | 'sql' | 'parameters'>,
  split: Split,
  step: Step,
  parameters: Readonly<Record<string, ParameterValue>>,
): Statement {
  const types = new Map(detection.parameters.map(({ name, type }) => [name, type]));
  const values: (string | number | bigint | boolean)[] = [];
  const query = `${split.head}\nSELECT count(*) AS n FROM "${step.name.replaceAll('"', '""')}"`;
  const text = replaceParameters(query, (name, number) => {
    const type = types.get(name);
    const value = parameters[name];
    if (type === undefined || value === undefined) throw new TypeError(`${detection.id}: no parameter "${name}"`);
    values[number - 1] = type === 'integer' ? BigInt(value) : value;
    return `CAST($${number} AS ${SQL_TYPE[type]})`;
  });
  return { text, values };
}

/**
 * Counts the rows of every step. `within` runs a piece of work under the detection's limit of time and gives null where
 * it took too long or failed; the steps after that are not counted, since each rests on those before it.
 */
export async function stagesOf(
  database: Database,
  detection: Pick<Detection, 'id' | 'sql' | 'parameters'>,
  parameters: Readonly<Record<string, ParameterValue>>,
  within: (work: () => Promise<number>) => Promise<number | null>,
): Promise<readonly Stage[]> {
  const split = splitSteps(detection.sql);
  const stages: Stage[] = [];
  let late = false;
  for (const step of split.steps) {
    const rows: number | null = late
      ? null
      : await within(async () => Number((await database.one(countStatement(detection, split, step, parameters))).n));
    late = rows === null;
    stages.push({ ...step, rows });
  }
  return stages;
}
