/** Files into a case. */
import type { Readable } from 'node:stream';
import { type CollectLimits, DEFAULT_COLLECT_LIMITS } from '../collect/files/contract.ts';
import { type DiscoverIssue, discover } from '../collect/files/discover.ts';
import { unwrapInWorker } from '../collect/files/unwrap-in-worker.ts';
import { LetterlockError } from '../errors.ts';
import { loadExportLimits } from '../facts/reference.ts';
import { ingest, type Unwrapper } from '../ingest/index.ts';
import type { Case } from './case.ts';
import { journaled, plainOf } from './journal.ts';
import { keepSources } from './keep-sources.ts';
import { inPhase, type Watch } from './phase.ts';
import { isUsable, type LedgerLine, ledgerLines } from './sources.ts';

export interface IngestGiven {
  /** Files, folders, patterns; `-` is standard input. */
  readonly paths: readonly string[];
  /** Folder that relative paths start from. */
  readonly cwd: string;
  readonly stdin?: Readable | undefined;
  readonly limits?: Partial<CollectLimits> | undefined;
  /** Whether a copy of every file is kept inside the case. */
  readonly keepSources?: boolean | undefined;
}

export interface Ingested {
  /** Files that the case held already, byte for byte under the same path. */
  readonly alreadyThere: number;
  /** Ledger of the sources that this run took in. */
  readonly lines: readonly LedgerLine[];
  /** What was named or met and not read. */
  readonly issues: readonly DiscoverIssue[];
}

/**
 * Takes the files in. Throws `path-not-found`, `path-not-readable` or `no-input` where there is no file at all, `no-input`
 * where none of them gives a record and the case held none of them before; what they were is in the ledger then.
 */
export async function ingestPhase(opened: Case, given: IngestGiven, watch: Watch): Promise<Ingested> {
  const { paths, limits = {}, keepSources: keep = false } = given;
  return await journaled(
    opened,
    'ingest',
    { paths: [...paths], limits: plainOf(limits), keepSources: keep },
    () => ingestWith(opened, given, watch),
    ({ lines, alreadyThere, issues }) => ({
      firstSource: lines[0]?.sourceId ?? null,
      sources: lines.length,
      records: lines.reduce((sum, { records }) => sum + records, 0),
      alreadyThere,
      notRead: issues.map(({ code, path }) => ({ code, path })),
    }),
  );
}

async function ingestWith(opened: Case, given: IngestGiven, watch: Watch): Promise<Ingested> {
  const ingested = await inPhase(opened, 'ingest', watch, async () => {
    const { signal } = opened;
    const spoolFolder = await opened.scratch('spool');
    const { files, issues } = await discover(given.paths, {
      cwd: given.cwd,
      spoolFolder,
      ...(given.stdin === undefined ? {} : { stdin: given.stdin }),
    });
    if (files.length === 0) throw await nothingThere(opened, issues);
    const { database } = opened;
    const { alreadyThere, firstSource } = await ingest(database, files, {
      unwrap: afterDiscarding(opened),
      limits: { ...DEFAULT_COLLECT_LIMITS, ...given.limits },
      exportLimits: loadExportLimits().map(({ rows }) => rows),
      spoolFolder,
      now: opened.now,
      ...(signal === undefined ? {} : { signal }),
      ...(watch.onProgress === undefined ? {} : { onProgress: watch.onProgress }),
    });
    if (given.keepSources === true) await keepSources(opened, files);
    return { alreadyThere, lines: await ledgerLines(database, firstSource), issues };
  });
  if (ingested.alreadyThere === 0 && !ingested.lines.some(isUsable)) {
    throw new LetterlockError('no-input', { what: whatWasThere(ingested.lines) });
  }
  return ingested;
}

/** Why there is no file; a case that was made for nothing is taken back. */
async function nothingThere(opened: Case, issues: readonly DiscoverIssue[]): Promise<LetterlockError> {
  await opened.takeBack();
  const fault = issues.find(({ code }) => code === 'path-not-found' || code === 'path-not-readable') ?? issues[0];
  return fault === undefined ? new LetterlockError('no-input', { what: 'there is no file' }) : issueError(fault);
}

/** What was not read, as an error has it. */
export function issueError({ code, path, reason }: DiscoverIssue): LetterlockError {
  switch (code) {
    case 'path-not-found':
    case 'path-not-readable':
      return new LetterlockError(code, { path, reason: WORDS_OF_SYSTEM[reason] ?? reason });
    case 'own-case':
    case 'link-outside':
    case 'special-file':
      return new LetterlockError('no-input', { what: `${path} ${reason}` });
    default:
      return code satisfies never;
  }
}

const WORDS_OF_SYSTEM: Readonly<Record<string, string>> = {
  EACCES: 'no permission',
  EPERM: 'no permission',
  EIO: 'the disk reports a fault',
};

/** The last report goes before the first new fact is written: beside new facts it would look whole. */
function afterDiscarding(opened: Case): Unwrapper {
  return async function* (files, options) {
    if (files.length === 0) return;
    await opened.discardReport();
    yield* unwrapInWorker(files, options);
  };
}

/** Files named in the message, before the rest is only counted. */
const NAMED = 5;

/** What the files were instead of logs. */
export function whatWasThere(lines: readonly LedgerLine[]): string {
  if (lines.length === 0) return 'there is no file';
  const named = lines.slice(0, NAMED).map((line) => `${line.path} ${whyUseless(line)}`);
  const more = lines.length > NAMED ? [`and ${lines.length - NAMED} more`] : [];
  return [...named, ...more].join('; ');
}

function whyUseless(line: LedgerLine): string {
  if (line.format === 'unreadable') return `cannot be read (${line.lookedLike ?? 'unknown reason'})`;
  if (line.format === 'empty') return 'is empty';
  if (line.format === 'not-recognised')
    return `is not recognised${line.lookedLike === null ? '' : ` (${line.lookedLike})`}`;
  const [reject] = line.rejects;
  if (reject !== undefined) return `holds no record that could be taken (${reject.place} ${reject.message})`;
  return 'holds no record';
}
