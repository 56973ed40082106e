/** PATH arguments, and what became of those that could not be read. */
import {
  type Case,
  type CustodyGiven,
  type Ingested,
  type IngestGiven,
  issueError,
  keepCustody,
  readCustodyFile,
} from '../case/index.ts';
import type { CommonOptions } from './options.ts';
import { type Output, plain } from './output.ts';

export function ingestGiven(paths: readonly string[], { keepSources }: CommonOptions): IngestGiven {
  return { paths, cwd: process.cwd(), stdin: process.stdin, keepSources };
}

/** The file of `--custody`, read before anything long begins; null without one. Throws what `readCustodyFile` throws. */
export async function custodyGiven({ custody }: CommonOptions): Promise<CustodyGiven | null> {
  return custody === undefined ? null : await readCustodyFile(custody);
}

/** Keeps it in the case, and says on standard error which entries are about no source. */
export async function takeCustody(output: Output, opened: Case, given: CustodyGiven | null): Promise<void> {
  if (given === null) return;
  for (const { place, path, sha256 } of await keepCustody(opened, given))
    output.err(`letterlock: ${plain(place)}: no source fits ${plain(path ?? sha256 ?? '')}.\n`);
}

/**
 * Says on standard error what was named and not read; the rest was done. Whether all of it could be read: a file that is
 * missing or closed to this user is a failure, a link out of the folder or a case among the exports is not.
 */
export function tellIssues(output: Output, { issues, lines }: Pick<Ingested, 'issues' | 'lines'>): boolean {
  let whole = true;
  for (const issue of issues) {
    const error = issueError(issue);
    const fault = issue.code === 'path-not-found' || issue.code === 'path-not-readable';
    if (fault) whole = false;
    output.err(
      fault
        ? `letterlock: ${plain(error.message)}\n  ${plain(error.hint)}\n`
        : `letterlock: ${plain(issue.path)}: left out, ${plain(issue.reason)}.\n`,
    );
  }
  for (const line of lines.filter(({ format }) => format === 'unreadable')) {
    whole = false;
    output.err(`letterlock: ${plain(line.path)}: ${plain(line.lookedLike ?? 'cannot be read')}.\n`);
  }
  return whole;
}
