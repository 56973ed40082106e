/** What a simulation is asked for. */

/** Formats that logs can be written in. One of each source of records is enough; two of the same hold the same records. */
export const FORMATS = [
  'ual-blobs', // Management API content: files that are JSON arrays
  'ual-lines', // the same records, one a line
  'ual-csv', // Purview export: RecordId, CreationDate, RecordType, Operation, UserId, AuditData
  'entra-pages', // Graph beta auditLogs/signIns, a page a file
  'entra-diagnostic', // sign-ins as rows of diagnostic settings
  'graph-diagnostic', // MicrosoftGraphActivityLogs as rows of diagnostic settings
  'google-lines', // Reports API activities, one a line, a file for each application
] as const;
export type Format = (typeof FORMATS)[number];

export const DEFAULT_FORMATS: readonly Format[] = ['ual-blobs', 'entra-pages', 'graph-diagnostic', 'google-lines'];

/** A Monday. The clock is never asked. */
export const DEFAULT_START = Date.UTC(2026, 8, 7);

/** The smallest and largest that is taken. */
export const BOUNDS = {
  mailboxes: { least: 2, most: 1_000_000 },
  days: { least: 1, most: 400 },
  seed: { least: 0, most: 0xffff_ffff },
} as const;
