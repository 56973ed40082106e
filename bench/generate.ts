/** Writes the bench's input in each format, once a size; a finished folder is used again. */
import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { accessRecord, makeTenant, signInRecords } from './records.ts';

export const FORMATS = ['lines', 'array', 'pages', 'blobs', 'csv'] as const;
export type BenchFormat = (typeof FORMATS)[number];

/** A buffered writer that knows how much it has written. */
class Output {
  readonly #file: number;
  #pending: string[] = [];
  #length = 0;
  bytes = 0;

  constructor(path: string) {
    this.#file = openSync(path, 'w');
  }

  write(text: string): void {
    this.#pending.push(text);
    this.#length += text.length;
    if (this.#length > 4 * 1024 ** 2) this.#flush();
  }

  close(): void {
    this.#flush();
    closeSync(this.#file);
  }

  #flush(): void {
    this.bytes += writeSync(this.#file, this.#pending.join(''));
    this.#pending = [];
    this.#length = 0;
  }
}

/** Average bytes of one access record, from which the number of records of a size follows. */
const RECORD_BYTES = 2250;

export interface BenchInput {
  readonly folder: string;
  readonly records: number;
}

/** `size` in GB of access records (as lines) plus the sign-ins behind them. Blobs: 50 records a file. */
export function generate(root: string, format: BenchFormat, size: number): BenchInput {
  const records = Math.round((size * 1e9) / RECORD_BYTES);
  const folder = join(root, `${format}-${size}`);
  if (existsSync(folder)) return { folder, records };
  const building = `${folder}.building`;
  rmSync(building, { recursive: true, force: true });
  mkdirSync(building, { recursive: true });
  const tenant = makeTenant(20261124, Math.max(20, Math.round(1000 * size)));
  const next = (index: number): string => accessRecord(tenant, index, records);
  write(building, format, records, next);
  const signIns = new Output(join(building, 'signins.jsonl'));
  for (const record of signInRecords(tenant)) signIns.write(`${record}\n`);
  signIns.close();
  renameSync(building, folder);
  return { folder, records };
}

function write(folder: string, format: BenchFormat, records: number, next: (index: number) => string): void {
  switch (format) {
    case 'lines': {
      const out = new Output(join(folder, 'audit.jsonl'));
      for (let index = 0; index < records; index += 1) out.write(`${next(index)}\n`);
      out.close();
      return;
    }
    case 'array': {
      const out = new Output(join(folder, 'audit.json'));
      for (let index = 0; index < records; index += 1) out.write(`${index === 0 ? '[' : ','}${next(index)}`);
      out.write(']');
      out.close();
      return;
    }
    case 'pages': {
      const perPage = 1000;
      for (let from = 0; from < records; from += perPage) {
        const out = new Output(join(folder, `page-${String(from / perPage).padStart(6, '0')}.json`));
        const to = Math.min(records, from + perPage);
        out.write('{"@odata.context":"auditLogs","value":[');
        for (let index = from; index < to; index += 1) {
          out.write(
            `${index === from ? '' : ','}{"id":"${index}","auditLogRecordType":"exchangeItemAggregated","operation":"MailItemsAccessed","auditData":${next(index)}}`,
          );
        }
        out.write(']}');
        out.close();
      }
      return;
    }
    case 'blobs': {
      const perBlob = 50;
      for (let from = 0; from < records; from += perBlob) {
        const out = new Output(join(folder, `blob-${String(from / perBlob).padStart(6, '0')}.json`));
        const to = Math.min(records, from + perBlob);
        out.write('[');
        for (let index = from; index < to; index += 1) out.write(`${index === from ? '' : ','}${next(index)}`);
        out.write(']');
        out.close();
      }
      return;
    }
    case 'csv': {
      const out = new Output(join(folder, 'audit.csv'));
      out.write(
        '\uFEFFRecordId,CreationDate,RecordType,Operation,UserId,AuditData,AssociatedAdminUnits,AssociatedAdminUnitsNames\r\n',
      );
      for (let index = 0; index < records; index += 1) {
        const record = next(index);
        out.write(
          `${index},2026-10-01T00:00:00.0000000Z,50,MailItemsAccessed,user@contoso.example,"${record.replaceAll('"', '""')}",,\r\n`,
        );
      }
      out.close();
      return;
    }
    default:
      throw new TypeError(`no such format: ${format satisfies never as string}`);
  }
}
