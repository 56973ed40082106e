/**
 * Which pages name a next page that is not among the inputs.
 *
 * The rule. A page does not say what it is the next page of (`$skiptoken` is in the address it was fetched from, not in
 * its body), so pages cannot be chained by content. What is sure: every complete series of pages ends with one page that
 * names no next one. So pages are put together by folder and context (`@odata.context`; Google: `kind`), and
 * 1. where all of them name a next page, none of them is the last: the last page of every series is missing. It is held
 *    against the last source of that folder and context;
 * 2. where pages stand one after another in one file, they are a series in that order (the end of the file is the end of
 *    it): if the last page of the file names a next one and the file holds at least one page without, or the file stands
 *    alone with its context in its folder, the next is missing from that file.
 * A folder that holds some complete series and a cut one, a page a file, gives no certainty, and nothing is said.
 */
import type { LateTruncation } from './contract.ts';
import type { PageNotes } from './json/probe.ts';

interface Series {
  pages: number;
  withNext: number;
  lastSeq: number;
}

export class PageSeries {
  private readonly series = new Map<string, Series>();
  private readonly late: LateTruncation[] = [];

  /** The pages of one source, in order. */
  note(seq: number, path: string, containerPath: string | null, pages: readonly PageNotes[]): void {
    const last = pages.at(-1);
    if (last === undefined) return;
    const folder = folderOf(containerPath === null ? path : `${path}!/${containerPath}`);
    const open = pages.filter((page) => page.next).length;
    if (last.next && open < pages.length) {
      this.late.push(absent(seq, 'the last page in the file names a next page'));
    }
    for (const page of pages) {
      const key = `${folder}\u0000${page.context}`;
      const known = this.series.get(key) ?? { pages: 0, withNext: 0, lastSeq: seq };
      known.pages += 1;
      if (page.next) known.withNext += 1;
      known.lastSeq = seq;
      this.series.set(key, known);
    }
  }

  /** Asked once, when every source has been read. */
  findings(): readonly LateTruncation[] {
    const found = [...this.late];
    for (const { pages, withNext, lastSeq } of this.series.values()) {
      if (withNext === pages) {
        const many =
          pages === 1
            ? 'the page names a next page, which'
            : `all ${pages} pages of this folder name a next page; the last one`;
        found.push(absent(lastSeq, `${many} is not among the inputs`));
      }
    }
    return found.sort((a, b) => a.seq - b.seq);
  }
}

function absent(seq: number, detail: string): LateTruncation {
  return { seq, truncation: { code: 'next-page-absent', detail } };
}

function folderOf(path: string): string {
  const cut = path.lastIndexOf('/');
  return cut < 0 ? '' : path.slice(0, cut);
}
