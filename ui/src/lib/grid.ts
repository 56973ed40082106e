/** The matrix of mailboxes and applications, out of its columns. */
import type { ReportView } from '../../../src/report/model.ts';

export interface GridCell {
  /** Index into `applications`. */
  readonly application: number;
  readonly accesses: number;
  readonly inIncident: number;
  readonly firstSeen: number;
  readonly lastSeen: number;
}

export interface AccessGrid {
  /** Mailboxes (indexes), those with most accesses in incidents first. */
  readonly rows: readonly number[];
  /** Applications (indexes) that have a column; `OTHERS` stands for the rest. */
  readonly columns: readonly number[];
  /** How many applications have no column of their own. */
  readonly hidden: number;
  readonly cell: (mailbox: number, application: number) => GridCell | null;
  readonly ofMailbox: (mailbox: number) => readonly GridCell[];
}

/** Index that means: all applications without a column of their own. */
export const OTHERS = -1;

/** Applications with a column of their own. */
const MOST_COLUMNS = 24;

export function accessGrid(view: ReportView): AccessGrid {
  const cells = new Map<number, GridCell[]>();
  const inIncident = new Map<number, number>();
  const appIncident = new Array<number>(view.applications.length).fill(0);
  const appAccesses = new Array<number>(view.applications.length).fill(0);
  view.matrix.mailbox.forEach((mailbox, index) => {
    const application = view.matrix.application[index] ?? 0;
    const cell: GridCell = {
      application,
      accesses: view.matrix.accesses[index] ?? 0,
      inIncident: view.matrix.inIncident[index] ?? 0,
      firstSeen: view.matrix.firstSeen[index] ?? Number.NaN,
      lastSeen: view.matrix.lastSeen[index] ?? Number.NaN,
    };
    const row = cells.get(mailbox);
    if (row === undefined) cells.set(mailbox, [cell]);
    else row.push(cell);
    inIncident.set(mailbox, (inIncident.get(mailbox) ?? 0) + cell.inIncident);
    appIncident[application] = (appIncident[application] ?? 0) + cell.inIncident;
    appAccesses[application] = (appAccesses[application] ?? 0) + cell.accesses;
  });
  const used = view.applications.map((_, index) => index).filter((index) => (appAccesses[index] ?? 0) > 0);
  const ranked = used.toSorted(
    (a, b) => (appIncident[b] ?? 0) - (appIncident[a] ?? 0) || (appAccesses[b] ?? 0) - (appAccesses[a] ?? 0) || a - b,
  );
  const own = ranked.length > MOST_COLUMNS ? ranked.slice(0, MOST_COLUMNS - 1) : ranked;
  const hidden = ranked.length - own.length;
  const ownSet = new Set(own);
  const ofMailbox = (mailbox: number): readonly GridCell[] => cells.get(mailbox) ?? [];
  return {
    rows: view.mailboxes.mailbox
      .map((_, index) => index)
      .toSorted((a, b) => (inIncident.get(b) ?? 0) - (inIncident.get(a) ?? 0) || a - b),
    columns: hidden > 0 ? [...own, OTHERS] : own,
    hidden,
    ofMailbox,
    cell: (mailbox, application) =>
      application === OTHERS
        ? summed(ofMailbox(mailbox).filter((cell) => !ownSet.has(cell.application)))
        : (ofMailbox(mailbox).find((cell) => cell.application === application) ?? null),
  };
}

function summed(cells: readonly GridCell[]): GridCell | null {
  if (cells.length === 0) return null;
  return {
    application: OTHERS,
    accesses: cells.reduce((sum, cell) => sum + cell.accesses, 0),
    inIncident: cells.reduce((sum, cell) => sum + cell.inIncident, 0),
    firstSeen: Math.min(...cells.map((cell) => cell.firstSeen)),
    lastSeen: Math.max(...cells.map((cell) => cell.lastSeen)),
  };
}
