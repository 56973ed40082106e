/** A leaf as a text in a known form: decoded, recognised, with the splitter that takes it apart. */
import { encodingOf, type TextEncoding } from './bytes/magic.ts';
import { type ByteReader, PushbackReader } from './bytes/reader.ts';
import { Utf16Reader } from './bytes/utf16.ts';
import { Window } from './bytes/window.ts';
import type { CollectLimits } from './contract.ts';
import { type DateOrder, DateOrders, hasQuotedDate, noteDates, noteQuotedDates } from './dates.ts';
import { CsvSplitter } from './formats/csv.ts';
import { JsonDocumentsSplitter } from './formats/json-documents.ts';
import { JsonLinesSplitter } from './formats/json-lines.ts';
import type { Leaf } from './leaves.ts';
import { RecordSink, type Splitter } from './sink.ts';
import { type Recognised, recognise, SNIFF_BYTES } from './sniff.ts';

export interface Text {
  readonly recognised: Recognised;
  readonly encoding: TextEncoding | null;
  /** Null where nothing is to be split. */
  readonly splitter: Splitter | null;
  readonly reader: ByteReader;
  readonly window: Window;
  readonly ended: boolean;
}

/** Decodes and recognises a leaf and readies its splitter. */
export async function openText(leaf: Leaf, sink: RecordSink, limits: CollectLimits): Promise<Text> {
  const { window } = leaf;
  if (leaf.trouble !== null) {
    const recognised: Recognised = { format: 'not-recognised', lookedLike: leaf.trouble };
    return { recognised, encoding: null, splitter: null, reader: leaf.reader, window, ended: true };
  }
  const { reader, encoding, ended } = await decode(leaf.reader, window, leaf.ended);
  const recognised = recognise(
    Buffer.from(window.bytes.subarray(window.start, Math.min(window.end, window.start + SNIFF_BYTES))),
    ended && window.end - window.start <= SNIFF_BYTES,
  );
  const splitter = splitterFor(recognised, sink, limits);
  const isText = splitter !== null || recognised.format === 'empty';
  return { recognised, encoding: isText ? encoding : null, splitter, reader, window, ended };
}

/** Puts a decoder before UTF-16, and passes the mark at the start of the text over. */
async function decode(
  reader: ByteReader,
  window: Window,
  ended: boolean,
): Promise<{ readonly reader: ByteReader; readonly encoding: TextEncoding; readonly ended: boolean }> {
  const { encoding, mark } = encodingOf(window.bytes.subarray(window.start, window.end));
  window.start += mark;
  if (encoding === 'utf-8') return { reader, encoding, ended };
  const head = Buffer.from(window.bytes.subarray(window.start, window.end));
  window.reset();
  const decoded = new Utf16Reader(new PushbackReader(head, reader), encoding === 'utf-16be');
  return { reader: decoded, encoding, ended: await window.fillTo(decoded, SNIFF_BYTES) };
}

function splitterFor(recognised: Recognised, sink: RecordSink, limits: CollectLimits): Splitter | null {
  switch (recognised.format) {
    case 'json-lines':
      return new JsonLinesSplitter(sink, limits, recognised.newline);
    case 'json':
      return new JsonDocumentsSplitter(sink, limits);
    case 'csv':
      return new CsvSplitter(sink, limits, recognised.header);
    case 'empty':
    case 'not-recognised':
      return null;
    default:
      return recognised satisfies never;
  }
}

/** Splits the whole text; yields after each window, when everything found so far is with the sink. */
export async function* pump(text: Text): AsyncGenerator<void> {
  const { splitter, window, reader } = text;
  if (splitter === null) return;
  for (let ended = text.ended; ; ) {
    splitter.consume(window, ended);
    yield;
    if (ended) return;
    const more = window.fill(reader);
    ended = !(typeof more === 'boolean' ? more : await more);
  }
}

/** Name of the format for the ledger; known fully only when the text has been split. */
export function formatName(text: Text): string {
  const { recognised, splitter } = text;
  if (recognised.format === 'csv') return recognised.header.recordColumn >= 0 ? 'csv-records' : 'csv-table';
  if (splitter instanceof JsonDocumentsSplitter) {
    if (splitter.shapes.has('tables')) return 'log-analytics-json';
    if (splitter.shapes.has('page')) return 'json-pages';
    return splitter.shapes.has('array') ? 'json-array' : 'json-objects';
  }
  return recognised.format;
}

/**
 * Order of day and month over the whole file, in a reading of its own before the records go out. Only where the first
 * bytes show such dates: a table with a date column, or JSON values such as "5/18/2021 9:13 PM".
 */
export async function settleDates(text: Text, leaf: Leaf, limits: CollectLimits): Promise<DateOrder | null> {
  const { recognised, window } = text;
  const head = window.bytes.subarray(window.start, Math.min(window.end, window.start + SNIFF_BYTES));
  const orders = new DateOrders();
  if (recognised.format === 'csv') {
    const { header } = recognised;
    if (header.recordColumn >= 0 || header.dateColumns.length === 0) return null;
    if (!(await hasTableDate(head, text, limits))) return null;
    const visiting = new CsvSplitter(new NoSink(limits), limits, header, (row, bytes) =>
      noteDates(orders, header.dateColumns, row, bytes),
    );
    await readAgain(leaf, (part, ended) => visiting.consume(part, ended));
  } else if (recognised.format === 'json' || recognised.format === 'json-lines') {
    if (!hasQuotedDate(head)) return null;
    await readAgain(leaf, (part, ended) => {
      // Kept back at the end of each part: less than a date, so that none is seen twice or cut in two.
      const stop = ended ? part.end : Math.max(part.start, part.bytes.lastIndexOf(0x22, part.end - 16));
      noteQuotedDates(orders, part.bytes.toString('latin1', part.start, stop));
      part.start = stop;
    });
  }
  return orders.order();
}

async function hasTableDate(head: Buffer, text: Text, limits: CollectLimits): Promise<boolean> {
  if (text.recognised.format !== 'csv') return false;
  const { header } = text.recognised;
  const orders = new DateOrders();
  const part = new Window(head.length + 1);
  part.end = head.copy(part.bytes);
  const visiting = new CsvSplitter(new NoSink(limits), limits, header, (row, bytes) =>
    noteDates(orders, header.dateColumns, row, bytes),
  );
  visiting.consume(part, text.ended && text.window.end - text.window.start <= SNIFF_BYTES);
  return orders.order() !== null;
}

async function readAgain(leaf: Leaf, take: (window: Window, ended: boolean) => void): Promise<void> {
  const window = new Window();
  const raw = await leaf.reopen();
  try {
    let ended = await window.fillTo(raw, SNIFF_BYTES);
    const decoded = await decode(raw, window, ended);
    ended = decoded.ended;
    for (;;) {
      take(window, ended);
      if (ended) return;
      ended = !(await window.fill(decoded.reader));
    }
  } finally {
    raw.close();
  }
}

/** For a reading that is not after the records. */
class NoSink extends RecordSink {
  protected keep(): void {
    // Only the visitor is wanted.
  }
}
