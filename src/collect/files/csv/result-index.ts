/**
 * `Search-UnifiedAuditLog` numbers the rows of a search: ResultIndex 1 to ResultCount. Numbers that are missing are rows
 * that are not here. One file may hold several searches, in any order, and rows may repeat; searches are told apart by
 * their ResultCount alone. Two searches with the same count fill each other's gaps, so a gap that is reported is real.
 */

/** Counts beyond this are not followed: the cmdlet ends at 50,000. */
const MOST_ROWS = 1_000_000;
/** Different searches followed in one file. */
const MOST_SEARCHES = 2_000;

interface Search {
  readonly seen: Uint8Array;
  distinct: number;
}

export class ResultIndexes {
  private readonly searches = new Map<number, Search>();

  /** One row; figures that are no row number (0, -1: the search failed) are passed over. */
  note(index: number, count: number): void {
    if (index < 1 || count < index || count > MOST_ROWS) return;
    let search = this.searches.get(count);
    if (search === undefined) {
      if (this.searches.size >= MOST_SEARCHES) return;
      search = { seen: new Uint8Array((count >> 3) + 1), distinct: 0 };
      this.searches.set(count, search);
    }
    const bit = 1 << (index & 7);
    const byte = search.seen[index >> 3] as number;
    if ((byte & bit) !== 0) return;
    search.seen[index >> 3] = byte | bit;
    search.distinct += 1;
  }

  /** What is missing, in words with figures, or null. */
  gap(): string | null {
    let missing = 0;
    let searches = 0;
    let example = '';
    for (const [count, search] of [...this.searches].sort(([a], [b]) => b - a)) {
      if (search.distinct === count) continue;
      missing += count - search.distinct;
      searches += 1;
      if (example === '') example = `${search.distinct} of the ${count} rows of one search are here`;
    }
    if (searches === 0) return null;
    return searches === 1 ? example : `${missing} rows of ${searches} searches are not here; ${example}`;
  }
}
