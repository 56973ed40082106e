/** Why a detection ran on a case or did not: `letterlock detections explain ID`. */
import type { Database } from '../store/index.ts';
import type { Detection, ParameterValue } from './definition.ts';
import type { DetectionRun, Finding } from './finding.ts';
import {
  type BaselineState,
  baselineState,
  holdings,
  type RequirementState,
  requirementState,
} from './preconditions.ts';
import { type DetectOptions, parametersOf, runDetections } from './runner.ts';

export interface Explanation {
  readonly detection: Detection;
  /** Each requirement with the records and rows the case has of it. */
  readonly requirements: readonly RequirementState[];
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
  return { detection, requirements, baseline, parameters, run, findings };
}
