/**
 * Every error a person can meet, in one table: what is said, the exit status, the HTTP status.
 * Faults of the input become ledger entries (see `facts/vocabulary.ts`); these are the faults that stop a command.
 */

/** Exit statuses of the command line, as DESIGN's contract has them. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  noInput: 3,
  findingReached: 4,
  coverageBelow: 5,
} as const;

interface ErrorRow {
  /** What went wrong; `{name}` is filled from the error's details. */
  readonly message: string;
  /** What the person can do about it. */
  readonly hint: string;
  readonly exit: number;
  readonly http: number;
}

export const ERRORS = {
  'usage': { message: '{what}', hint: 'See `letterlock {command} --help`.', exit: EXIT.usage, http: 400 },
  'no-input': {
    message: 'No input could be used: {what}.',
    hint: 'Name files or folders that hold exported logs; see the README, "Export the logs".',
    exit: EXIT.noInput,
    http: 422,
  },
  'path-not-found': {
    message: '{path}: there is no such file or folder.',
    hint: 'Check the spelling; quote names that hold spaces or brackets.',
    exit: EXIT.noInput,
    http: 404,
  },
  'path-not-readable': {
    message: '{path}: cannot be read ({reason}).',
    hint: 'Give this user the right to read it, or copy it to where that right exists.',
    exit: EXIT.failed,
    http: 403,
  },
  'case-not-found': {
    message: '{path}: holds no case.',
    hint: 'Make one with `letterlock investigate PATH... --case DIR`, or name another folder with --case.',
    exit: EXIT.usage,
    http: 404,
  },
  'case-locked': {
    message: '{path}: another letterlock works on this case (process {pid}, since {since}).',
    hint: 'Wait until it has ended, or use another --case. If no such process runs, delete {lock}.',
    exit: EXIT.failed,
    http: 409,
  },
  'case-not-writable': {
    message: '{path}: the case folder cannot be written ({reason}).',
    hint: 'Name a folder this user may write to, with --case DIR.',
    exit: EXIT.failed,
    http: 403,
  },
  'case-damaged': {
    message: '{path}: the case cannot be opened ({reason}).',
    hint: 'Ingest the sources again into a new case, with --case DIR.',
    exit: EXIT.failed,
    http: 500,
  },
  'case-foreign': {
    message: '{path}: the case holds what letterlock never puts into one: {what}. It was not opened.',
    hint: 'Whoever made it may be after your machine. Ingest the sources into a case of your own, with --case DIR.',
    exit: EXIT.failed,
    http: 422,
  },
  'case-version': {
    message: '{path}: the case was made by another version of its format ({found}; this program writes {expected}).',
    hint: 'Ingest the sources again into a new case, with --case DIR.',
    exit: EXIT.failed,
    http: 409,
  },
  'disk-full': {
    message: '{path}: the disk is full.',
    hint: 'Free space there (about 1.5 times the size of the unpacked input), then run the same command again: it goes on where it stopped.',
    exit: EXIT.failed,
    http: 507,
  },
  'out-of-memory': {
    message: 'The memory limit of {limit} was reached ({reason}).',
    hint: 'Allow more with --memory, for example --memory 4GB.',
    exit: EXIT.failed,
    http: 500,
  },
  'interrupted': {
    message: 'Interrupted while {phase}.',
    hint: 'Nothing is lost: run the same command again and it goes on where it stopped.',
    exit: 130,
    http: 503,
  },
  'ledger-mismatch': {
    message:
      '{path}: {read} records were read, but {accounted} are accounted for ({stored} stored, {merged} merged, {duplicates} duplicates, {rejected} rejected).',
    hint: 'This is a fault of letterlock, not of your files. Nothing of this file was kept. Please report it.',
    exit: EXIT.failed,
    http: 500,
  },
  'source-changed': {
    message: '{path}: the file has changed since it was taken in (SHA-256 {found}, was {expected}).',
    hint: 'Put the original file back, or name the folder that holds it with --sources DIR.',
    exit: EXIT.failed,
    http: 409,
  },
  'detection-invalid': {
    message: '{file}{place}: {problem}.',
    hint: 'See docs/detections.md for the format; `letterlock detections check` lists every problem.',
    exit: EXIT.usage,
    http: 422,
  },
  'detection-unknown': {
    message: 'There is no detection "{id}".',
    hint: '`letterlock detections list` shows all of them.',
    exit: EXIT.usage,
    http: 404,
  },
  'list-invalid': {
    message: '{file}{place}: {problem}.',
    hint: 'See docs/lists.md for the columns of --suspect, --known-good and --canary files.',
    exit: EXIT.usage,
    http: 422,
  },
  'inventory-invalid': {
    message: '{file}{place}: {problem}.',
    hint: 'See docs/lists.md, "Folder inventories", for what --inventory takes.',
    exit: EXIT.usage,
    http: 422,
  },
  'custody-invalid': {
    message: '{file}{place}: {problem}.',
    hint: 'See docs/evidence.md, "Custody", for what --custody takes.',
    exit: EXIT.usage,
    http: 422,
  },
  'key-invalid': {
    message: '{what}.',
    hint: 'See docs/evidence.md, "Keys".',
    exit: EXIT.usage,
    http: 422,
  },
  'not-sealed': {
    message: '{path}: is not sealed ({reason}).',
    hint: 'Seal the case with `letterlock evidence seal --case DIR`.',
    exit: EXIT.failed,
    http: 409,
  },
  'record-unknown': {
    message: 'The seal holds no record "{id}" ({reason}).',
    hint: 'Name an event by its 16 hex digits, or a record as SOURCE:ORDINAL; `report/sources.json` numbers the sources.',
    exit: EXIT.usage,
    http: 404,
  },
  'timestamp-invalid': {
    message: '{path}: {reason}.',
    hint: 'Send evidence/checkpoint.tsq to a time-stamp authority and attach what it answers; see docs/evidence.md.',
    exit: EXIT.failed,
    http: 422,
  },
  'geo-invalid': {
    message: '{path}: is no usable .mmdb file ({reason}).',
    hint: 'Name a MaxMind-format database (country, city or ASN).',
    exit: EXIT.usage,
    http: 422,
  },
  'decision-target': {
    message: 'There is no finding or incident "{id}" in this case.',
    hint: '`letterlock report --case DIR` shows the ids.',
    exit: EXIT.usage,
    http: 404,
  },
  'folder-not-empty': {
    message: '{path}: is there already, and is no empty folder.',
    hint: 'Name a folder that does not exist yet, with --out DIR.',
    exit: EXIT.usage,
    http: 409,
  },
  'folder-not-writable': {
    message: '{path}: the folder cannot be written ({reason}).',
    hint: 'Name a folder this user may write to, on a disk with room enough, with --out DIR.',
    exit: EXIT.failed,
    http: 403,
  },
  'file-not-writable': {
    message: '{path}: the file cannot be written ({reason}).',
    hint: 'Name a file in a folder that is there and that this user may write to.',
    exit: EXIT.failed,
    http: 403,
  },
  'page-not-built': {
    message: 'This build of the program holds no page for the report of a drill.',
    hint: 'Build it with: npm run build',
    exit: EXIT.failed,
    http: 500,
  },
  'world-unknown': {
    message: 'There is no world "{name}".',
    hint: 'Worlds: {names}.',
    exit: EXIT.usage,
    http: 404,
  },
  'drill-not-possible': {
    message: 'No intrusion can be laid into these logs: {reason}.',
    hint: 'Give logs of a week or more that hold accesses to mail: MailItemsAccessed of the unified audit log, or the Gmail log of Google Workspace.',
    exit: EXIT.noInput,
    http: 422,
  },
  'drill-interrupted': {
    message: 'Interrupted: {done} of {total} were done.',
    hint: 'Nothing is kept and no page is written: the same command begins anew. What is printed is of those that were done.',
    exit: 130,
    http: 503,
  },
  'internal': {
    message: '{what}',
    hint: 'This is a fault of letterlock. Please report it, with what you did; the message holds no mail data.',
    exit: EXIT.failed,
    http: 500,
  },
} as const satisfies Readonly<Record<string, ErrorRow>>;

export type ErrorCode = keyof typeof ERRORS;

export type ErrorDetails = Readonly<Record<string, string | number>>;

/** Fills `{name}` placeholders; a missing detail is a programmer's fault and stays visible as `{name}`. */
function fill(template: string, details: ErrorDetails): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = details[name];
    return value === undefined ? whole : String(value);
  });
}

/** A fault that stops a command and is told to a person without a stack trace. */
export class LetterlockError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;
  readonly hint: string;
  readonly exit: number;
  readonly http: number;

  constructor(code: ErrorCode, details: ErrorDetails = {}, options?: ErrorOptions) {
    const row: ErrorRow = ERRORS[code];
    super(fill(row.message, details), options);
    this.name = 'LetterlockError';
    this.code = code;
    this.details = details;
    this.hint = fill(row.hint, details);
    this.exit = row.exit;
    this.http = row.http;
  }
}
