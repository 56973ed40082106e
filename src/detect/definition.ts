/** A detection: one YAML file with metadata, SQL and cases. Strict: what the schema does not know is an error. */
import { z } from 'zod';
import { LOG_KINDS, SEVERITIES } from '../facts/index.ts';
import { parameterNames } from '../sql/index.ts';
import type { Attack } from './attack.ts';
import { type Located, type Problem, parseYaml } from './located.ts';
import { REQUIRED_FACTS } from './requirements.ts';

export const PARAMETER_TYPES = ['integer', 'number', 'text', 'boolean'] as const;
export type ParameterType = (typeof PARAMETER_TYPES)[number];
export type ParameterValue = string | number | boolean;

/** What a finding is about: decides what an incident may be tied by. */
export const SUBJECT_KINDS = [
  'mailbox',
  'user',
  'application',
  'address',
  'session',
  'token',
  'rule',
  'organisation',
  'message',
] as const;
export type SubjectKind = (typeof SUBJECT_KINDS)[number];

export const CONFIDENCES = ['low', 'medium', 'high'] as const;
export const STATUSES = ['stable', 'experimental'] as const;

/** Characters of a query: more is no detection, and would only load the parser. */
const SQL_LENGTH = 100_000;

const sentence = z.string().trim().min(1);
const snake = z.string().regex(/^[a-z][a-z0-9_]*$/, 'must be snake_case');

const parameter = z.strictObject({
  name: snake,
  type: z.enum(PARAMETER_TYPES),
  unit: sentence.optional(),
  default: z.union([z.string(), z.number(), z.boolean()]),
  why: sentence,
});

const requirement = z.strictObject({
  fact: z.enum(REQUIRED_FACTS),
  /** One of these log kinds must be there; without it, any that fills the fact. */
  logs: z.array(z.enum(LOG_KINDS)).min(1).optional(),
});

const rawRecord = z.record(z.string(), z.unknown());

const change = z
  .strictObject({
    /** Number of the record among those of the case it is like, from 1. */
    record: z.number().int().min(1),
    /** Dotted path -> new value: one path only, so that a near miss differs in one fact. */
    set: z
      .record(z.string(), z.unknown())
      .refine((entries) => Object.keys(entries).length === 1, 'must set exactly one path')
      .optional(),
    /** Leaves the record out. */
    remove: z.literal(true).optional(),
    /** Puts a record after it. */
    add: rawRecord.optional(),
  })
  .refine(
    (value) => [value.set, value.remove, value.add].filter((part) => part !== undefined).length === 1,
    'must hold exactly one of set, remove, add',
  );

const caseSchema = z.strictObject({
  name: sentence,
  expect: z.enum(['hit', 'miss']),
  /** Of a hit: the severity that its gravest finding must have. */
  severity: z.enum(SEVERITIES).optional(),
  why: sentence,
  records: z.array(rawRecord).min(1).optional(),
  like: sentence.optional(),
  /** Entries of a list of canaries, for a case with records of its own; cases like it have them too. */
  canaries: z.array(z.record(z.string(), z.string())).min(1).optional(),
  change: change.optional(),
  /** Parameters that differ from their defaults in this case. */
  parameters: z.record(snake, z.union([z.string(), z.number(), z.boolean()])).optional(),
});

const detectionSchema = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*\/[a-z0-9]+(-[a-z0-9]+)*$/, 'must be <family>/<tactic>-<what> in lower case'),
  version: z.number().int().min(1),
  title: sentence.max(100),
  status: z.enum(STATUSES),
  severity: z.enum(SEVERITIES),
  confidence: z.enum(CONFIDENCES),
  description: sentence,
  requires: z.array(requirement).min(1),
  attack: z.array(z.string()).min(1),
  parameters: z.array(parameter).default([]),
  /** The detection judges against the past: how much past, of which fact, and whose. `days` names a parameter. */
  baseline: z
    .strictObject({ fact: z.enum(['access', 'sign_in', 'directory_read']), by: snake, days: snake })
    .optional(),
  subject: z.enum(SUBJECT_KINDS),
  sql: sentence.max(SQL_LENGTH),
  falsePositives: z.array(sentence).min(1),
  blindSpots: z.array(sentence).min(1),
  references: z.array(z.strictObject({ url: z.url(), date: z.iso.date().nullable(), what: sentence })).min(1),
  response: z.array(z.strictObject({ purpose: z.enum(['contain', 'preserve']), step: sentence })).min(1),
  /** Records that cases build on (`{shape: name, …}`). */
  shapes: z.record(z.string(), rawRecord).default({}),
  cases: z.array(caseSchema).min(2),
});

export type Detection = Readonly<z.infer<typeof detectionSchema>>;
export type DetectionCase = Detection['cases'][number];
export type Requirement = Detection['requires'][number];

export type DetectionResult =
  | { readonly ok: true; readonly detection: Detection }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Reads one detection. `path` is the file's place below the folder of detections, `/` as separator, with its ending.
 * Everything that is wrong is returned, each with file and line; whether the SQL is allowed is asked by `check.ts`.
 */
export function parseDetection(path: string, source: string, attack: Attack): DetectionResult {
  const parsed = parseYaml(path, source, detectionSchema);
  if (!parsed.ok) return parsed;
  const { located } = parsed;
  const problems = [
    ...idProblems(path, located),
    ...attackProblems(path, located, attack),
    ...parameterProblems(path, located),
    ...caseProblems(path, located),
  ];
  return problems.length === 0 ? { ok: true, detection: located.value } : { ok: false, problems };
}

type Check = (path: string, located: Located<Detection>) => readonly Problem[];

const idProblems: Check = (path, { value, lineOf }) => {
  const expected = path.replace(/\.ya?ml$/, '');
  if (value.id === expected) return [];
  return [{ file: path, line: lineOf(['id']), problem: `id: must be "${expected}", the path of the file` }];
};

/** Techniques must be in the pinned list, and the id must begin with one of their tactics. */
function attackProblems(path: string, { value, lineOf }: Located<Detection>, attack: Attack): readonly Problem[] {
  const unknown = value.attack.flatMap((id, index): Problem[] =>
    attack.techniques.has(id)
      ? []
      : [
          {
            file: path,
            line: lineOf(['attack', index]),
            problem: `attack: ${id} is not in reference/attack.yml (ATT&CK ${attack.version})`,
          },
        ],
  );
  if (unknown.length > 0) return unknown;
  const tactics = [...new Set(value.attack.flatMap((id) => attack.techniques.get(id)?.tactics ?? []))];
  const name = value.id.split('/')[1] ?? '';
  if (tactics.some((tactic) => name.startsWith(`${tactic}-`))) return [];
  return [
    {
      file: path,
      line: lineOf(['id']),
      problem: `id: "${name}" must begin with a tactic of its techniques (${tactics.join(', ')})`,
    },
  ];
}

const parameterProblems: Check = (path, { value, lineOf }) => {
  const problems: Problem[] = [];
  const say = (at: readonly PropertyKey[], problem: string): void => {
    problems.push({ file: path, line: lineOf(at), problem });
  };
  const declared = new Set<string>();
  value.parameters.forEach((parameter, index) => {
    if (declared.has(parameter.name)) say(['parameters', index], `parameters: "${parameter.name}" is declared twice`);
    declared.add(parameter.name);
    if (!fits(parameter.type, parameter.default))
      say(['parameters', index, 'default'], `parameters: the default of "${parameter.name}" is no ${parameter.type}`);
  });
  const used = new Set(parameterNames(value.sql));
  for (const name of used) if (!declared.has(name)) say(['sql'], `sql: uses $${name}, which is no parameter`);
  value.parameters.forEach((parameter, index) => {
    if (!used.has(parameter.name)) say(['parameters', index], `parameters: "${parameter.name}" is not used in the SQL`);
  });
  const { baseline } = value;
  if (baseline !== undefined && value.parameters.find(({ name }) => name === baseline.days)?.type !== 'integer') {
    say(['baseline', 'days'], `baseline: "${baseline.days}" is no integer parameter`);
  }
  return problems;
};

/** Hit and near miss; `like` names an earlier case, and a case has records of its own or one change, not both. */
const caseProblems: Check = (path, { value, lineOf }) => {
  const problems: Problem[] = [];
  const say = (index: number, problem: string): void => {
    problems.push({ file: path, line: lineOf(['cases', index]), problem: `cases: ${problem}` });
  };
  const earlier = new Map<string, DetectionCase>();
  value.cases.forEach((entry, index) => {
    if (earlier.has(entry.name)) say(index, `the name "${entry.name}" is used twice`);
    const derived = entry.like !== undefined;
    if (derived === (entry.records !== undefined))
      say(index, `"${entry.name}" must hold either records, or like and a change`);
    const source = entry.like === undefined ? undefined : earlier.get(entry.like);
    if (derived && source === undefined)
      say(index, `"${entry.name}" is like "${entry.like}", which is no earlier case`);
    if (derived && entry.canaries !== undefined) say(index, `"${entry.name}" has the canaries of the case it is like`);
    const differs = Number(entry.change !== undefined) + Object.keys(entry.parameters ?? {}).length;
    if (derived && differs !== 1)
      say(index, `"${entry.name}" must differ in exactly one fact or parameter from the case it is like`);
    for (const [name, given] of Object.entries(entry.parameters ?? {})) {
      const parameter = value.parameters.find((candidate) => candidate.name === name);
      if (parameter === undefined || !fits(parameter.type, given))
        say(index, `"${entry.name}" sets "${name}", which is no such parameter`);
    }
    earlier.set(entry.name, entry);
  });
  if (!value.cases.some(({ expect }) => expect === 'hit')) say(0, 'at least one must be a hit');
  const hits = new Set(value.cases.filter(({ expect }) => expect === 'hit').map(({ name }) => name));
  if (!value.cases.some((entry) => entry.expect === 'miss' && entry.like !== undefined && hits.has(entry.like))) {
    say(0, 'at least one must be a near miss: a miss that is like a hit but for one fact');
  }
  return problems;
};

/** Whether a value has the type that the parameter declares. */
export function fits(type: ParameterType, value: ParameterValue): boolean {
  switch (type) {
    case 'integer':
      return typeof value === 'number' && Number.isSafeInteger(value);
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'text':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
    default:
      throw new TypeError(`no such type: ${String(type satisfies never)}`);
  }
}
