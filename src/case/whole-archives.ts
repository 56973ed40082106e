/**
 * An archive is taken in whole or not at all: a file counts as there once any of its members is, so an interrupt between
 * two members would lose the rest for good.
 */
import type { SourceReport, SpoolChunk } from '../collect/files/contract.ts';

/** The same chunks, one behind: a chunk that ends inside an archive says that it is open. */
export async function* wholeArchives(chunks: AsyncIterable<SpoolChunk>): AsyncGenerator<SpoolChunk> {
  let held: SpoolChunk | null = null;
  for await (const chunk of chunks) {
    if (held !== null) yield goesOn(held, chunk) ? { ...held, open: held.open ?? lastOf(held)?.seq ?? null } : held;
    held = chunk;
  }
  if (held !== null) yield held;
}

/** Whether the next chunk may begin with another member of the archive in which this one ends. */
function goesOn(chunk: SpoolChunk, next: SpoolChunk): boolean {
  const last = lastOf(chunk);
  if (last === undefined || last.containerPath === null) return false;
  const first = next.finished.find(({ seq }) => seq === last.seq + 1);
  // A member that is not finished in the next chunk either has no report yet: it may be one.
  return first === undefined || first.path === last.path;
}

function lastOf({ finished }: SpoolChunk): SourceReport | undefined {
  return finished.at(-1);
}
