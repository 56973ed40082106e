/** Runs the collector on bytes and gives back what came out, after checking that nothing got lost on the way. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import {
  type CollectLimits,
  DEFAULT_COLLECT_LIMITS,
  type InputFile,
  type LateTruncation,
  type SourceReport,
  type SpoolChunk,
  unwrap,
} from '../../src/collect/files/index.ts';

export interface SpooledRecord {
  readonly ordinal: number;
  readonly text: string;
}

export interface Outcome {
  readonly sources: readonly SourceReport[];
  /** Records of each source, by `seq`. */
  readonly records: ReadonlyMap<number, readonly SpooledRecord[]>;
  readonly chunks: readonly SpoolChunk[];
  readonly late: readonly LateTruncation[];
}

export interface RunOptions {
  readonly limits?: Partial<CollectLimits>;
  readonly exportLimits?: readonly number[];
  readonly signal?: AbortSignal;
}

/** A folder that is gone after `use`. */
export async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'letterlock-collect-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Unwraps files given as name -> content, in the order given. */
export async function unwrapFiles(
  files: Readonly<Record<string, Buffer | string>>,
  options: RunOptions = {},
): Promise<Outcome> {
  return inFolder(async (folder) => {
    const inputs: InputFile[] = Object.entries(files).map(([path, content]) => {
      const absolutePath = join(folder, 'in', path);
      mkdirSync(dirname(absolutePath), { recursive: true });
      writeFileSync(absolutePath, content);
      return { absolutePath, path, bytes: Buffer.byteLength(content) };
    });
    return unwrapInputs(inputs, folder, options);
  });
}

export async function unwrapInputs(
  inputs: readonly InputFile[],
  folder: string,
  options: RunOptions = {},
): Promise<Outcome> {
  const spoolFolder = join(folder, 'spool');
  mkdirSync(spoolFolder, { recursive: true });
  const limits = { ...DEFAULT_COLLECT_LIMITS, ...options.limits };
  const chunks: SpoolChunk[] = [];
  const records = new Map<number, SpooledRecord[]>();
  const unwrapping = unwrap(inputs, {
    limits,
    spoolFolder,
    ...(options.exportLimits === undefined ? {} : { exportLimits: options.exportLimits }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  for await (const chunk of unwrapping) {
    chunks.push(chunk);
    readChunk(chunk, records);
    rmSync(chunk.spoolPath);
  }
  const sources = chunks.flatMap((chunk) => chunk.finished);
  for (const source of sources) checkAccount(source, records.get(source.seq) ?? [], limits);
  return { sources, records, chunks, late: chunks.at(-1)?.late ?? [] };
}

function readChunk(chunk: SpoolChunk, records: Map<number, SpooledRecord[]>): void {
  const bytes = readFileSync(chunk.spoolPath);
  expect(bytes.length).toBe(chunk.spoolBytes);
  let longest = 0;
  let count = 0;
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(0x0a, at);
    if (end < at) throw new Error('the chunk does not end with a line');
    longest = Math.max(longest, end + 1 - at);
    count += 1;
    const [seq = '', ordinal = '', text = '', ...rest] = bytes.toString('utf8', at, end).split('\u0001');
    if (rest.length > 0 || Buffer.byteLength(text) !== end - at - seq.length - ordinal.length - 2) {
      throw new Error('a line of the spool is not seq, ordinal and record in UTF-8');
    }
    const list = records.get(Number(seq)) ?? [];
    list.push({ ordinal: Number(ordinal), text });
    records.set(Number(seq), list);
    at = end + 1;
  }
  expect(count).toBe(chunk.records);
  expect(longest).toBe(chunk.longestLine);
}

/** read = spooled + rejected, and every ordinal is there once. */
function checkAccount(source: SourceReport, spooled: readonly SpooledRecord[], limits: CollectLimits): void {
  expect(source.read, `${source.path}: read = spooled + rejected`).toBe(spooled.length + source.rejected);
  expect(source.rejects.length).toBe(Math.min(source.rejected, limits.rejectsKept));
  if (source.rejected > source.rejects.length) return;
  const ordinals = [...spooled.map(({ ordinal }) => ordinal), ...source.rejects.map(({ ordinal }) => ordinal)].sort(
    (a, b) => a - b,
  );
  const wrong = ordinals.findIndex((ordinal, index) => ordinal !== index + 1);
  expect(wrong, `${source.path}: every ordinal once`).toBe(-1);
}

/** The outcome of one file, for tests that give one. */
export interface Single extends SourceReport {
  readonly texts: readonly string[];
  readonly objects: readonly unknown[];
}

export async function unwrapOne(content: Buffer | string, options: RunOptions = {}, name = 'input'): Promise<Single> {
  const outcome = await unwrapFiles({ [name]: content }, options);
  expect(outcome.sources.length).toBe(1);
  const source = outcome.sources[0];
  if (source === undefined) throw new Error('no source');
  const texts = (outcome.records.get(0) ?? []).map(({ text }) => text);
  return {
    ...source,
    texts,
    get objects() {
      return texts.map((text) => JSON.parse(text) as unknown);
    },
  };
}

/** Codes of the rejects in order, with their places. */
export function rejectsOf(source: SourceReport): readonly string[] {
  return source.rejects.map(({ code, place }) => `${code} at ${place}`);
}

export function truncationsOf(source: SourceReport): readonly string[] {
  return source.truncations.map(({ code }) => code);
}
