/** What `letterlock diff` says: two cases compared, from what their reports say. */
import type { CoverageState, LogKind, Severity, Verdict } from '../../facts/index.ts';
import type { Coverage, Exposure, Finding, Share, SourceEntry, Summary, UtcTime } from '../model.ts';

/** The documents of one case that are compared. */
export interface CaseDocuments {
  readonly summary: Summary;
  readonly findings: readonly Finding[];
  readonly exposure: readonly Exposure[];
  readonly coverage: readonly Coverage[];
  readonly sources: readonly SourceEntry[];
}

/** Null where the case does not state it. */
export type Value = string | number | null;

/** A field that differs: of a single value before and after, of a list what came and what went (sorted). */
export type FieldChange =
  | { readonly field: string; readonly before: Value; readonly after: Value }
  | { readonly field: string; readonly added: readonly string[]; readonly removed: readonly string[] };

export interface SourceRef {
  readonly path: string;
  readonly containerPath: string | null;
  readonly sha256: string;
  readonly records: number;
}

export interface FindingRef {
  readonly id: string;
  readonly detection: string;
  readonly severity: Severity;
  readonly title: string;
  /** Mailbox or user; null where it is about neither. */
  readonly subject: string | null;
}

export interface IncidentRef {
  readonly id: string;
  readonly severity: Severity;
  readonly title: string;
}

/** What later data changed. Findings and incidents are sorted by severity (highest first), then id; two runs give the same bytes. */
export interface CaseDiff {
  readonly schemaVersion: 1;
  /** Whether nothing differs: then every list is empty. */
  readonly same: boolean;
  readonly window: {
    readonly before: { readonly from: UtcTime | null; readonly to: UtcTime | null };
    readonly after: { readonly from: UtcTime | null; readonly to: UtcTime | null };
  };
  readonly verdict: {
    readonly before: Verdict;
    readonly after: Verdict;
    readonly reasonsAdded: readonly string[];
    readonly reasonsRemoved: readonly string[];
  };
  /** By SHA-256 of their content: a file that was only renamed is the same. */
  readonly sources: { readonly added: readonly SourceRef[]; readonly removed: readonly SourceRef[] };
  readonly findings: {
    readonly added: readonly FindingRef[];
    readonly removed: readonly FindingRef[];
    readonly changed: readonly (FindingRef & { readonly changes: readonly FieldChange[] })[];
  };
  readonly incidents: {
    readonly added: readonly IncidentRef[];
    readonly removed: readonly IncidentRef[];
    /** `before` and `after` are ids; they differ where an earlier anchor came to light, and shared anchors tie them. */
    readonly changed: readonly {
      readonly before: string;
      readonly after: string;
      readonly matchedBy: 'id' | 'anchors';
      readonly title: string;
      readonly changes: readonly FieldChange[];
    }[];
  };
  /** By incident (its id afterwards, before where it is gone), then mailbox. */
  readonly exposure: readonly ExposureDiff[];
  readonly mailboxes: readonly {
    readonly mailbox: string;
    /** Null where the case does not know the mailbox. */
    readonly before: Verdict | null;
    readonly after: Verdict | null;
  }[];
  readonly checks: {
    /** Ids of detections that could not run before and could afterwards. */
    readonly runNow: readonly string[];
    readonly runNoLonger: readonly string[];
  };
  readonly coverage: {
    /** In the order of LOG_KINDS; only those that differ. Null where the log is not spoken of. */
    readonly shares: readonly {
      readonly logKind: LogKind;
      readonly before: Share | null;
      readonly after: Share | null;
    }[];
    readonly changes: readonly CoverageChange[];
  };
}

export interface ExposureDiff {
  readonly incident: string;
  readonly mailbox: string;
  readonly mailboxId: string | null;
  /** Messages named by the intruder's accesses: Internet message ids (item ids where there is none). */
  readonly named: { readonly added: readonly string[]; readonly removed: readonly string[] };
  /** The same for accesses that may be the intruder's or the owner's. */
  readonly undecidable: { readonly added: readonly string[]; readonly removed: readonly string[] };
  readonly changes: readonly FieldChange[];
}

/** A time in which a log is seen in another state. */
export interface CoverageChange {
  readonly tenant: string | null;
  readonly mailbox: string | null;
  readonly mailboxId: string | null;
  readonly logKind: LogKind;
  readonly from: UtcTime;
  readonly to: UtcTime;
  /** Null outside the window, or where the case does not know the mailbox or log. */
  readonly before: CoverageState | null;
  readonly after: CoverageState | null;
  /** Why it was not observed before; null where it was, or is not spoken of. */
  readonly reasonBefore: string | null;
  readonly reasonAfter: string | null;
}
