/** Reads folders of detections: those of the program, and further ones of its users. */
import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LetterlockError } from '../errors.ts';
import { hashOf, modulesOf, preparedText, readPrepared, type SourceText } from '../facts/prepared.ts';
import { ATTACK_FILE, loadAttack } from './attack.ts';
import { type Detection, parseDetection } from './definition.ts';
import { compareText } from './finding.ts';
import { type Problem, placeOf } from './located.ts';

/** The detections that come with the program. */
export const BUNDLED_DETECTIONS: string = fileURLToPath(new URL('../../detections/', import.meta.url));

/** The same as parsed at the build. Not there where the sources run unbuilt, which parse then. */
const PREPARED_DETECTIONS: URL = new URL('../detections.json', import.meta.url);

/** What decides, beside the files themselves, how they are read. */
const READ_WITH = ['definition', 'located', 'attack', 'requirements', '../facts/vocabulary', '../sql/named'];

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

/** What a folder holds, before any of it is parsed. */
interface Content {
  readonly sources: readonly SourceText[];
  readonly sha256: string;
  readonly problems: readonly Problem[];
  readonly files: number;
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
export function readDetections(folder: string = BUNDLED_DETECTIONS): LoadedDetections {
  return parseAll(folder, contentOf(folder));
}

function parseAll(folder: string, content: Content): LoadedDetections {
  const attack = loadAttack();
  const detections: Detection[] = [];
  const problems: Problem[] = [...content.problems];
  for (const { path, text } of content.sources) {
    const result = parseDetection(path, text, attack);
    if (result.ok) detections.push(result.detection);
    else problems.push(...result.problems);
  }
  const named = problems.map((problem) =>
    folder === BUNDLED_DETECTIONS ? problem : { ...problem, file: shown(folder, problem.file) },
  );
  return { detections, problems: named, files: content.files };
}

/** What each folder gave last: the phases of a run all ask for it. */
const lastRead = new Map<string, { readonly sha256: string; readonly loaded: LoadedDetections }>();

/** Reads the folder; makes detections of it only where it does not hold what it held last time. */
function remembered(folder: string, make: (folder: string, content: Content) => LoadedDetections): LoadedDetections {
  const content = contentOf(folder);
  const last = lastRead.get(folder);
  if (last?.sha256 === content.sha256 && content.problems.length === 0) return last.loaded;
  const loaded = make(folder, content);
  // The hash knows nothing of links and files that were left out.
  if (content.problems.length === 0) lastRead.set(folder, { sha256: content.sha256, loaded });
  return loaded;
}

/** A folder of the program's own: what was prepared from just these files, else the files. */
export function readBundled(
  folder: string = BUNDLED_DETECTIONS,
  prepared: URL = PREPARED_DETECTIONS,
  content: Content = contentOf(folder),
): LoadedDetections {
  const detections =
    content.problems.length === 0 ? readPrepared<readonly Detection[]>(prepared, content.sha256) : null;
  return detections === null ? parseAll(folder, content) : { detections, problems: [], files: content.files };
}

/** What `readBundled` can use later, as text of a file; null where a detection of the folder has a fault. */
export function prepareDetections(folder: string = BUNDLED_DETECTIONS): string | null {
  const content = contentOf(folder);
  const { detections, problems } = parseAll(folder, content);
  return problems.length === 0 ? preparedText(content.sha256, detections) : null;
}

/** A user's folders, without the bundled ones. An id that another detection has already is a fault. */
export function readFolders(folders: readonly string[]): LoadedDetections {
  const taken = new Map(detectionFiles(BUNDLED_DETECTIONS).map((path) => [idOf(path), 'of the program']));
  const detections: Detection[] = [];
  const problems: Problem[] = [];
  let files = 0;
  for (const folder of folders) {
    const loaded = remembered(folder, parseAll);
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
  const bundled = remembered(BUNDLED_DETECTIONS, (folder, content) =>
    readBundled(folder, PREPARED_DETECTIONS, content),
  );
  const own = readFolders(folders);
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

/** The files of a folder and what is in them, read once. */
function contentOf(folder: string): Content {
  const { files, problems: faults } = find(folder);
  const sources: SourceText[] = [];
  const problems: Problem[] = [...faults];
  for (const path of files) {
    const file = join(folder, path);
    if (statSync(file).size > FOLDER_LIMITS.fileBytes)
      problems.push({ file: path, line: null, problem: `is larger than ${FOLDER_LIMITS.fileBytes} bytes` });
    else sources.push({ path, text: readFileSync(file, 'utf8') });
  }
  return { sources, sha256: detectionsHash(sources), problems, files: files.length };
}

/** SHA-256 over the files of a folder and over all that decides how they are read. */
function detectionsHash(sources: readonly SourceText[]): string {
  const attack = { path: 'attack.yml', text: readFileSync(ATTACK_FILE, 'utf8') };
  return hashOf([...modulesOf(import.meta.url, READ_WITH), attack, ...sources]);
}
