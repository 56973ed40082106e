/** The vendors' own forms in which records are written. */
import type { LogEvent, SignInEvent } from '../core/model.ts';
import type { Format } from '../core/options.ts';
import { auditSignInRecord, owaTokenRecord, plainRecord, type Record_, type RecordContext } from '../records/audit.ts';
import { graphRow, signInRecord, signInRow } from '../records/entra.ts';
import { googleRecord } from '../records/google.ts';
import { accessText, sendText } from '../records/mailbox.ts';
import { type FileShape, RollingFile, type Written } from './rolling-file.ts';

/** Streams of records: each format takes one of them. */
export type Stream = 'audit' | 'sign-ins' | 'graph' | 'google';

const STREAM_OF: Readonly<Record<Format, Stream>> = {
  'ual-blobs': 'audit',
  'ual-lines': 'audit',
  'ual-csv': 'audit',
  'entra-pages': 'sign-ins',
  'entra-diagnostic': 'sign-ins',
  'graph-diagnostic': 'graph',
  'google-lines': 'google',
};

const LINES = { extension: '.jsonl', head: '', between: '\n', tail: '\n', mostRecords: 1_000_000 } as const;
const CSV_HEAD =
  '\uFEFFRecordId,CreationDate,RecordType,Operation,UserId,AuditData,AssociatedAdminUnits,AssociatedAdminUnitsNames\r\n';
/** An export of exactly 50,000 rows would be one that was cut. */
const CSV_ROWS = 40_000;
const PAGE_HEAD = '{"@odata.context":"https://graph.microsoft.com/beta/$metadata#auditLogs/signIns","value":[\n';

/** Where a format's records lie; `part` tells kinds apart that the vendor keeps in files of their own. */
function shapeOf(format: Format, part: string): FileShape {
  switch (format) {
    case 'ual-blobs':
      return {
        stem: 'logs/audit/blob-',
        extension: '.json',
        head: '[',
        between: ',\n',
        tail: ']\n',
        mostRecords: 2_000,
      };
    case 'ual-lines':
      return { stem: 'logs/audit/audit-', ...LINES };
    case 'ual-csv':
      return {
        stem: 'logs/audit/purview-',
        extension: '.csv',
        head: CSV_HEAD,
        between: '\r\n',
        tail: '\r\n',
        mostRecords: CSV_ROWS,
      };
    case 'entra-pages':
      return {
        stem: `logs/sign-ins/${part}-`,
        extension: '.json',
        head: PAGE_HEAD,
        between: ',\n',
        tail: '\n]}\n',
        mostRecords: 1_000,
      };
    case 'entra-diagnostic':
      return { stem: `logs/sign-ins/${part}-rows-`, ...LINES };
    case 'graph-diagnostic':
      return { stem: 'logs/graph/activity-', ...LINES };
    case 'google-lines':
      return { stem: `logs/google/${part}-`, ...LINES };
    default:
      return format satisfies never;
  }
}

export class LogWriters {
  readonly written: Written[] = [];
  readonly #root: string;
  readonly #context: RecordContext;
  readonly #formats: readonly Format[];
  readonly #files = new Map<string, RollingFile>();

  constructor(root: string, context: RecordContext, formats: readonly Format[]) {
    this.#root = root;
    this.#context = context;
    this.#formats = formats;
  }

  /** Whether anything takes records of a stream. */
  takes(stream: Stream): boolean {
    return this.#formats.some((format) => STREAM_OF[format] === stream);
  }

  write(stream: Stream, arrived: number, event: LogEvent): void {
    let text: string | null = null;
    for (const format of this.#formats) {
      if (STREAM_OF[format] !== stream || this.#isElsewhere(format, event)) continue;
      const form = isAssertion(event) ? 'entra-diagnostic' : format;
      const file = this.#file(form, partOf(event));
      if (form === 'entra-diagnostic') {
        file.write(arrived, JSON.stringify(signInRow(this.#context, event as SignInEvent)));
        continue;
      }
      text ??= this.#textOf(stream, event);
      file.write(arrived, format === 'ual-csv' ? csvRow(text) : text);
    }
  }

  /** Sign-ins at a federation server come by diagnostic settings alone: never as pages, and once. */
  #isElsewhere(format: Format, event: LogEvent): boolean {
    return isAssertion(event) && format === 'entra-pages' && this.#formats.includes('entra-diagnostic');
  }

  close(): void {
    for (const file of this.#files.values()) file.close();
  }

  abandon(): void {
    for (const file of this.#files.values()) file.abandon();
  }

  #file(format: Format, part: string): RollingFile {
    const shape = shapeOf(format, part);
    const key = shape.stem + shape.extension;
    let file = this.#files.get(key);
    if (file === undefined) {
      file = new RollingFile(this.#root, shape, (done) => this.written.push(done));
      this.#files.set(key, file);
    }
    return file;
  }

  #textOf(stream: Stream, event: LogEvent): string {
    const context = this.#context;
    switch (event.kind) {
      case 'access':
        return accessText(context, event);
      case 'send':
        return sendText(context, event);
      case 'owa-token':
        return JSON.stringify(owaTokenRecord(context, event));
      case 'audit-record':
        return JSON.stringify(plainRecord(context, event));
      case 'sign-in':
        return JSON.stringify(stream === 'audit' ? auditSignInRecord(context, event) : signInRecord(context, event));
      case 'graph':
        return JSON.stringify(graphRow(context, event));
      case 'google':
        return JSON.stringify(googleRecord(context, event));
      default:
        return event satisfies never;
    }
  }
}

function isAssertion(event: LogEvent): boolean {
  return event.kind === 'sign-in' && event.signInKind === 'adfs';
}

function partOf(event: LogEvent): string {
  if (event.kind === 'sign-in') return event.signInKind;
  return event.kind === 'google' ? event.application : '';
}

/** The row of an export: some of the record's fields beside the whole record. */
function csvRow(text: string): string {
  const { Id, CreationTime, RecordType, Operation, UserId } = JSON.parse(text) as Record_;
  const cell = (value: unknown): string => {
    const plain = String(value ?? '');
    return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
  };
  return [Id, `${String(CreationTime)}.0000000Z`, RecordType, Operation, UserId, text, '', ''].map(cell).join(',');
}
