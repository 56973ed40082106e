/** Why a detection found something in a case or did not: `letterlock detections explain ID`. */
import type { LogKind } from '../facts/index.ts';
import type { Database } from '../store/index.ts';
import { checkSql } from './check.ts';
import type { Detection, ParameterValue } from './definition.ts';
import type { DetectionRun, Finding } from './finding.ts';
import { DEFAULT_DETECT_LIMITS } from './limits.ts';
import {
  type BaselineState,
  baselineState,
  type Holdings,
  holdings,
  type RequirementState,
  requirementState,
} from './preconditions.ts';
import { type DetectOptions, parametersOf, runDetections, withTimeLimit } from './runner.ts';
import { type Stage, stagesOf } from './stages.ts';

export interface Explanation {
  readonly detection: Detection;
  /** Each requirement with the records and rows the case has of it. */
  readonly requirements: readonly RequirementState[];
  /** Log kinds that could fill what it requires and of which the case holds none, of vendors whose logs are here. */
  readonly lacking: readonly LogKind[];
  /** How many subjects have the past it compares with; null for a detection without a baseline or without its logs. */
  readonly baseline: BaselineState | null;
  readonly parameters: readonly {
    readonly name: string;
    readonly value: ParameterValue;
    readonly unit: string | null;
    readonly isDefault: boolean;
    readonly why: string;
  }[];
  readonly run: DetectionRun;
  /** The steps of its query with their rows in this case, in their order; none where the query is not allowed. */
  readonly stages: readonly Stage[];
  readonly findings: readonly Finding[];
}

/** Runs the detection on the case and tells everything that decided the outcome. */
export async function explain(
  database: Database,
  detection: Detection,
  options: DetectOptions = {},
): Promise<Explanation> {
  const held = await holdings(database);
  const requirements = detection.requires.map((requirement) => requirementState(requirement, held));
  const values = parametersOf(detection, options);
  const baseline = requirements.every(({ met }) => met) ? await baselineState(database, detection, values) : null;
  const { runs, findings } = await runDetections(database, [detection], options);
  const run = runs[0];
  if (run === undefined) throw new TypeError(`${detection.id}: gave no run`);
  const parameters = detection.parameters.map((parameter) => {
    const value = values[parameter.name] ?? parameter.default;
    return {
      name: parameter.name,
      value,
      unit: parameter.unit ?? null,
      isDefault: value === parameter.default,
      why: parameter.why,
    };
  });
  const lacking = lackingLogs(requirements, held);
  const stages = await countedStages(database, detection, values, options);
  return { detection, requirements, lacking, baseline, parameters, run, stages, findings };
}

function lackingLogs(requirements: readonly RequirementState[], held: Holdings): readonly LogKind[] {
  const google = (kind: string): boolean => kind.startsWith('google-');
  const vendors = new Set([...held.logs.keys()].map(google));
  const kinds = requirements
    .flatMap(({ logs }) => logs)
    .filter((kind) => vendors.size === 0 || vendors.has(google(kind)));
  return [...new Set(kinds)].filter((kind) => (held.logs.get(kind) ?? 0) === 0).sort();
}

async function countedStages(
  database: Database,
  detection: Detection,
  values: Readonly<Record<string, ParameterValue>>,
  options: DetectOptions,
): Promise<readonly Stage[]> {
  const { problems } = await checkSql(database, detection);
  if (problems.length > 0) return [];
  const seconds = options.limits?.seconds ?? DEFAULT_DETECT_LIMITS.seconds;
  return await stagesOf(database, detection, values, async (work) => {
    const timed = await withTimeLimit(database, seconds, options.signal, work);
    return timed.kind === 'done' ? timed.result : null;
  });
}
