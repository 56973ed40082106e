/** What a check compares, and what it finds. */
import { EVIDENCE_FOLDER } from './folder.ts';
import type { SealedSource, SealedTable } from './manifest.ts';

/** What differs between a thing as it was sealed and as it is. */
export interface Difference {
  /** `cut`: what is missing stood at the end. */
  readonly kind: 'changed' | 'added' | 'removed' | 'cut';
  /** Path below the case folder, with the place inside the file where that can be told. */
  readonly what: string;
  readonly detail: string;
}

/** A path below the evidence folder. */
export function below(name: string): string {
  return `${EVIDENCE_FOLDER}/${name}`;
}

/** What the database of the case holds, as whoever may open it has found. */
export interface DatabaseState {
  readonly tables: readonly SealedTable[];
  /** The ledger's rows, as far as the manifest repeats them. */
  readonly sources: readonly LedgerRow[];
}

export type LedgerRow = Pick<
  SealedSource,
  'sourceId' | 'path' | 'containerPath' | 'sha256' | 'containerSha256' | 'bytes' | 'read'
>;
