/** PATH arguments, and what became of those that could not be read. */
import { type Ingested, type IngestGiven, issueError } from '../case/index.ts';
import { type Output, plain } from './output.ts';

export function ingestGiven(paths: readonly string[]): IngestGiven {
  return { paths, cwd: process.cwd(), stdin: process.stdin };
}

/**
 * Says on standard error what was named and not read; the rest was done. Whether all of it could be read: a file that is
 * missing or closed to this user is a failure, a link out of the folder or a case among the exports is not.
 */
export function tellIssues(output: Output, { issues, lines }: Ingested): boolean {
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
