/** Reads folders of detections: those of the program, and further ones of its users. */
import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LetterlockError } from '../errors.ts';
import { type Attack, loadAttack } from './attack.ts';
import { type Detection, parseDetection } from './definition.ts';
import { compareText } from './finding.ts';
import { type Problem, placeOf } from './located.ts';

/** The detections that come with the program. */
export const BUNDLED_DETECTIONS: string = fileURLToPath(new URL('../../detections/', import.meta.url));

/** Bounds of a folder of detections (docs/detections.md, "Your own detections"). */
export const FOLDER_LIMITS = {
  /** Bytes of one file. */
  fileBytes: 1024 ** 2,
  /** Files and folders looked at below one folder. */
  entries: 10_000,
} as const;

export interface LoadedDetections {
  /** In the order of their ids. */
  readonly detections: readonly Detection[];
  /** What is wrong with files that are therefore not among them. */
  readonly problems: readonly Problem[];
  /** How many files were looked at. */
  readonly files: number;
}

interface Found {
  /** Paths of detection files below the folder, `/` as separator, sorted. */
  readonly files: readonly string[];
  readonly problems: readonly Problem[];
}

/** Paths of the detection files below a folder, `/` as separator, sorted. */
export function detectionFiles(folder: string): readonly string[] {
  return find(folder).files;
}

/**
 * Reads every `.yml` below one folder; faults of files are returned, not thrown. Links and what is no plain file are
 * faults; folders whose name begins with a dot are left out. Throws `path-not-found` and `path-not-readable` for the
 * folder itself.
 */
export function readDetections(folder: string = BUNDLED_DETECTIONS, attack: Attack = loadAttack()): LoadedDetections {
  const { files, problems: faults } = find(folder);
  const detections: Detection[] = [];
  const problems: Problem[] = [...faults];
  for (const path of files) {
    const source = sourceOf(folder, path);
    const result = typeof source === 'string' ? parseDetection(path, source, attack) : source;
    if (result.ok) detections.push(result.detection);
    else problems.push(...result.problems);
  }
  const named = problems.map((problem) =>
    folder === BUNDLED_DETECTIONS ? problem : { ...problem, file: shown(folder, problem.file) },
  );
  return { detections, problems: named, files: files.length };
}

/** A user's folders, without the bundled ones. An id that another detection has already is a fault. */
export function readFolders(folders: readonly string[], attack: Attack = loadAttack()): LoadedDetections {
  const taken = new Map(detectionFiles(BUNDLED_DETECTIONS).map((path) => [idOf(path), 'of the program']));
  const detections: Detection[] = [];
  const problems: Problem[] = [];
  let files = 0;
  for (const folder of folders) {
    const loaded = readDetections(folder, attack);
    files += loaded.files;
    problems.push(...loaded.problems);
    for (const detection of loaded.detections) {
      const other = taken.get(detection.id);
      if (other === undefined) detections.push(detection);
      else
        problems.push({
          file: shown(folder, `${detection.id}.yml`),
          line: null,
          problem: `id: "${detection.id}" is the id of a detection ${other}`,
        });
      taken.set(detection.id, other ?? `in ${folder}`);
    }
  }
  return { detections: detections.sort((a, b) => compareText(a.id, b.id)), problems, files };
}

/**
 * The bundled detections and those of further folders, for commands that need all of them: throws `detection-invalid` for
 * the first fault, with the number of all.
 */
export function loadDetections(folders: readonly string[] = []): readonly Detection[] {
  const attack = loadAttack();
  const bundled = readDetections(BUNDLED_DETECTIONS, attack);
  const own = readFolders(folders, attack);
  const problems = [...bundled.problems, ...own.problems];
  const [first] = problems;
  if (first !== undefined) {
    const more = problems.length === 1 ? '' : ` (and ${problems.length - 1} more)`;
    throw new LetterlockError('detection-invalid', {
      file: first.file,
      place: placeOf(first),
      problem: `${first.problem}${more}`,
    });
  }
  return [...bundled.detections, ...own.detections].sort((a, b) => compareText(a.id, b.id));
}

/** The detection of that id; throws `detection-unknown`. */
export function detectionNamed(detections: readonly Detection[], id: string): Detection {
  const found = detections.find((detection) => detection.id === id);
  if (found === undefined) throw new LetterlockError('detection-unknown', { id });
  return found;
}

function idOf(path: string): string {
  return path.replace(/\.ya?ml$/, '');
}

function shown(folder: string, path: string): string {
  return `${folder.replace(/[\\/]+$/, '')}/${path}`;
}

/** Folder by folder, so that the limit holds before anything large is in memory. */
function find(folder: string): Found {
  const files: string[] = [];
  const problems: Problem[] = [];
  const waiting: string[] = [''];
  let entries = 0;
  for (let below = waiting.pop(); below !== undefined; below = waiting.pop()) {
    for (const entry of entriesOf(folder, below)) {
      entries += 1;
      if (entries > FOLDER_LIMITS.entries)
        throw new LetterlockError('detection-invalid', {
          file: folder,
          place: '',
          problem: `holds more than ${FOLDER_LIMITS.entries} files and folders: is it a folder of detections?`,
        });
      const path = `${below}${entry.name}`;
      if (entry.isDirectory()) {
        if (!entry.name.startsWith('.')) waiting.push(`${path}/`);
      } else if (/\.ya?ml$/.test(entry.name)) {
        if (entry.isFile()) files.push(path);
        else problems.push({ file: path, line: null, problem: 'is a link or no plain file, and is not followed' });
      }
    }
  }
  return { files: files.sort(compareText), problems };
}

function entriesOf(folder: string, below: string): readonly Dirent[] {
  const path = below === '' ? folder : join(folder, below);
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown fault';
    if (code === 'ENOENT') throw new LetterlockError('path-not-found', { path }, { cause });
    const reason = code === 'ENOTDIR' ? 'it is no folder' : code;
    throw new LetterlockError('path-not-readable', { path, reason }, { cause });
  }
}

function sourceOf(
  folder: string,
  path: string,
): string | { readonly ok: false; readonly problems: readonly Problem[] } {
  const file = join(folder, path);
  const { size } = statSync(file);
  if (size > FOLDER_LIMITS.fileBytes)
    return {
      ok: false,
      problems: [{ file: path, line: null, problem: `is larger than ${FOLDER_LIMITS.fileBytes} bytes` }],
    };
  return readFileSync(file, 'utf8');
}
