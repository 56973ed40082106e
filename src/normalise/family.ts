/**
 * How a record becomes facts: a *stage* takes the records of one shape apart once, by one vectorised statement, into
 * named columns of text; *families* turn the columns of a stage into facts. Both are data plus SQL.
 */
import type { RecordKind, Vendor } from '../facts/index.ts';

/** A JSON shape as `json_transform` takes it: leaves are text, nested objects and lists keep their form. */
export type Shape = { readonly [field: string]: ShapeNode };
export type ShapeNode = 'text' | Shape | readonly [Shape | 'text'];

/** What every stage shares. */
interface StageBase {
  readonly name: string;
  readonly vendor: Vendor;
  /** Record kinds it takes (see the router). */
  readonly takes: readonly RecordKind[];
  readonly doc: string;
  /**
   * What tells one record from another: `scope` names the space in which `key` is unique (UAL ids and Entra request ids
   * are the same GUID and must not meet). `key` and `tenant` are SQL over the columns of the stage; where `key` is null
   * the record's own bytes are its identity.
   */
  readonly identity: { readonly scope: string; readonly tenant: string; readonly key: string };
  /** SQL over the columns: the event's time. Null for stages without (configuration exports). */
  readonly time: string | null;
  /**
   * Further columns, SQL over the columns of the stage: what several families need and is dear to compute (a token to its
   * GUID, an address) is computed here once.
   */
  readonly derived?: Readonly<Record<string, string>>;
  /** Leaves that must convert: counted in the ledger where text is there and the conversion gives null. */
  readonly conversions?: readonly { readonly field: string; readonly raw: string; readonly converted: string }[];
}

/**
 * Shaped stage: one `json_transform`. `columns` are SQL over `s` (the struct), `record`, `envelope` (the JSON around the
 * record, where it came wrapped) and `date_order`.
 */
export interface ShapedStage extends StageBase {
  readonly form: 'shape';
  readonly shape: Shape;
  /**
   * Nested fields that the vendor writes now as a list, now as one object: both are taken, and the one that is not of the
   * shape is counted. Field -> SQL condition over `s` under which the field is to be expected (a search of the text for
   * every field in every record would cost more than the parsing).
   */
  readonly eitherForm?: Readonly<Record<string, string>>;
  readonly columns: Readonly<Record<string, string>>;
}

/** Path stage: for tables with many spellings. Each column is the first of its JSON paths that holds something. */
export interface PathStage extends StageBase {
  readonly form: 'paths';
  readonly paths: Readonly<Record<string, readonly string[]>>;
  /** Further columns, SQL over the columns of `paths`, `record`, `envelope` and `date_order`. */
  readonly columns?: Readonly<Record<string, string>>;
}

export type Stage = ShapedStage | PathStage;

/** One fact table filled from a stage. */
export interface Projection {
  /** Name of a record table. */
  readonly table: string;
  /** SQL condition over the stage's columns. */
  readonly where?: string;
  /**
   * A FROM item in place of the stage itself, where rows multiply (unnest in nested SELECTs, never a lateral join).
   * `{staged}` stands for the stage's rows; it must pass on event_id, and source_id and ordinal.
   */
  readonly from?: string;
  /** Column -> SQL. Columns not named are null. `event_id` is filled by the framework, `part` is 0 unless named. */
  readonly columns: Readonly<Record<string, string>>;
}

/** A record family: one file in `normalise/`. */
export interface Family {
  readonly name: string;
  readonly doc: string;
  /** Stages whose rows it reads; they give the same columns. */
  readonly stages: readonly string[];
  /**
   * SQL condition over the stage's columns that the rows of this family meet, for families of long expressions: planning
   * them costs a third of a second, so they run only where such a row is there, on those rows alone.
   */
  readonly gate?: string;
  readonly facts: readonly Projection[];
}
