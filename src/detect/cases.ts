/** Runs the cases inside detection files: raw vendor records through the real normaliser, hit or miss. */
import { SEVERITIES } from '../facts/index.ts';
import type { Database } from '../store/index.ts';
import { storeCanaries } from './canaries.ts';
import { caseRecords, type RawRecord } from './case-records.ts';
import type { Detection, DetectionCase } from './definition.ts';
import type { Finding } from './finding.ts';
import { type ListEntry, readList } from './lists.ts';
import { runDetections } from './runner.ts';

/** Makes a case in memory from raw records, derived facts included. The caller closes it. */
export type CaseMaker = (records: readonly RawRecord[]) => Promise<Database>;

export interface CaseResult {
  readonly detection: string;
  readonly name: string;
  readonly expect: 'hit' | 'miss';
  /** `not-run`: the records of the case lack what the detection requires; never what a case is for. */
  readonly got: 'hit' | 'miss' | 'not-run';
  readonly passed: boolean;
  readonly reason: string | null;
  readonly findings: readonly Finding[];
}

/** A `miss` that did not run proves nothing and fails; only a baseline that lacks its past may keep a miss from running. */
export async function runCase(detection: Detection, entry: DetectionCase, make: CaseMaker): Promise<CaseResult> {
  const database = await make(caseRecords(detection, entry));
  try {
    await storeCanaries(database, caseCanaries(detection, entry));
    const parameters = entry.parameters === undefined ? {} : { [detection.id]: entry.parameters };
    const { findings, runs } = await runDetections(database, [detection], { parameters });
    const run = runs[0];
    const got = run?.ran === true ? (findings.length > 0 ? 'hit' : 'miss') : 'not-run';
    const noPast = got === 'not-run' && run?.reason?.startsWith('no past') === true;
    const gravest = SEVERITIES.findLast((severity) => findings.some((finding) => finding.severity === severity));
    const asGrave = entry.severity === undefined || gravest === entry.severity;
    const passed = (got === entry.expect && asGrave) || (noPast && entry.expect === 'miss');
    return {
      detection: detection.id,
      name: entry.name,
      expect: entry.expect,
      got,
      passed,
      reason: asGrave ? (run?.reason ?? null) : `severity ${gravest ?? 'none'} instead of ${entry.severity}`,
      findings,
    };
  } finally {
    database.close();
  }
}

/** The canaries of a case: its own, or those of the case it is like. */
function caseCanaries(detection: Detection, entry: DetectionCase): readonly ListEntry[] {
  const source = detection.cases.find(({ name }) => name === entry.like);
  if (source !== undefined) return caseCanaries(detection, source);
  return readList(`${detection.id}.yml`, JSON.stringify(entry.canaries ?? []), 'canary');
}
