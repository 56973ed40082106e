/** How tables are described: as data, from which DDL, docs/facts.md and the name lists of the SQL tag are made. */

/** The only types a fact may hold: both DuckDB and Trino have them. TIMESTAMP is UTC with microseconds. */
export type SqlType = 'BIGINT' | 'DOUBLE' | 'BOOLEAN' | 'VARCHAR' | 'TIMESTAMP';

export interface Column {
  readonly name: string;
  readonly type: SqlType;
  /** What it holds, in one sentence, with unit and vocabulary where it has one. Null always means: the log does not state it. */
  readonly doc: string;
  /** The vendor's field or fields it comes from, as the vendor spells them. */
  readonly vendor?: string;
}

/** How a row came to be: from one record, computed after ingest from other facts, kept by the ledger, or written by detection. */
export type Origin = 'record' | 'derived' | 'ledger' | 'result';

export interface Table {
  readonly name: string;
  readonly origin: Origin;
  /** What one row is. */
  readonly grain: string;
  readonly doc: string;
  readonly columns: readonly Column[];
  /**
   * The columns that tell a row of one event from the next row of the same event (beside `event_id`).
   * Empty: at most one row an event. Only tables of origin `record` have it.
   */
  readonly within: readonly string[];
  /** Where it is a view: see `View`. */
  readonly view?: View;
}

/** A view: rows of its own, and rows of another table that holds the same columns, under conditions. */
export interface View {
  /** Name of the table that holds the rows of its own, with the view's columns. */
  readonly rows: string;
  readonly also: {
    readonly from: string;
    /** SQL over the columns of `from`. */
    readonly where: string;
    /** Column -> SQL, for those that `from` has not. */
    readonly columns: Readonly<Record<string, string>>;
  };
}

/** The table in which rows of their own are kept: of a view the one that lies beneath. */
export function storedIn(table: Table): string {
  return table.view?.rows ?? table.name;
}

export function column(name: string, type: SqlType, doc: string, vendor?: string): Column {
  return vendor === undefined ? { name, type, doc } : { name, type, doc, vendor };
}
