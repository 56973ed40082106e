/** Reads a folder of detections. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LetterlockError } from '../errors.ts';
import { type Attack, loadAttack } from './attack.ts';
import { type Detection, parseDetection } from './definition.ts';
import { type Problem, placeOf } from './located.ts';

/** The detections that come with the program. */
export const BUNDLED_DETECTIONS: string = fileURLToPath(new URL('../../detections/', import.meta.url));

export interface LoadedDetections {
  /** In the order of their ids. */
  readonly detections: readonly Detection[];
  /** What is wrong with files that are therefore not among them. */
  readonly problems: readonly Problem[];
  /** How many files were looked at. */
  readonly files: number;
}

/** Paths of the detection files below a folder, `/` as separator, sorted. */
export function detectionFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.split(sep).join('/'))
    .filter((path) => /\.ya?ml$/.test(path))
    .sort();
}

/** Reads every `.yml` below the folder; faults of files are returned, not thrown. */
export function readDetections(folder: string = BUNDLED_DETECTIONS, attack: Attack = loadAttack()): LoadedDetections {
  const files = detectionFiles(folder);
  const detections: Detection[] = [];
  const problems: Problem[] = [];
  for (const path of files) {
    const result = parseDetection(path, readFileSync(join(folder, path), 'utf8'), attack);
    if (result.ok) detections.push(result.detection);
    else problems.push(...result.problems);
  }
  return { detections, problems, files: files.length };
}

/** The same for commands that need all of them: throws `detection-invalid` for the first fault, with the number of all. */
export function loadDetections(folder: string = BUNDLED_DETECTIONS): readonly Detection[] {
  const { detections, problems } = readDetections(folder);
  const [first] = problems;
  if (first !== undefined) {
    const more = problems.length === 1 ? '' : ` (and ${problems.length - 1} more)`;
    throw new LetterlockError('detection-invalid', {
      file: first.file,
      place: placeOf(first),
      problem: `${first.problem}${more}`,
    });
  }
  return detections;
}

/** The detection of that id; throws `detection-unknown`. */
export function detectionNamed(detections: readonly Detection[], id: string): Detection {
  const found = detections.find((detection) => detection.id === id);
  if (found === undefined) throw new LetterlockError('detection-unknown', { id });
  return found;
}
