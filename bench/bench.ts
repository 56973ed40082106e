/**
 * `npm run bench -- [--size GB] [--runs N] [--formats lines,array,pages,blobs,csv] [--scale 0.1,1,10] [--exposure RECORDS] [--keep DIR]`
 *
 * The whole of `investigate`, read to report, against the floor (bench/floor.sql plus SHA-256 of the files), in turn in
 * the same run; medians and ratios, never a wall time as a pass mark. Limits: 2.5 times the floor (CSV: 3 times the same
 * records as lines), peak memory of --memory (2 GB) plus 600 MB, exponent of time over size at most 1.05.
 * `--exposure 5000000` (with `--formats none` alone): see exposure.ts.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { measureExposure } from './exposure.ts';
import { type BenchFormat, FORMATS, generate } from './generate.ts';
import { type Measurement, measure, median } from './measure.ts';

const LIMIT = { ratio: 2.5, csvRatio: 3, memoryBytes: 2.6 * 1024 ** 3, exponent: 1.05 };

const { values: options } = parseArgs({
  options: {
    size: { type: 'string', default: '1' },
    runs: { type: 'string', default: '5' },
    formats: { type: 'string', default: FORMATS.join(',') },
    scale: { type: 'string', default: '' },
    exposure: { type: 'string', default: '' },
    keep: { type: 'string', default: join(tmpdir(), 'letterlock-bench') },
  },
});
const root = options.keep;
mkdirSync(root, { recursive: true });
const main = fileURLToPath(new URL('../cli/main.js', import.meta.url));
const floorScript = fileURLToPath(new URL('./floor.js', import.meta.url));
let missed = 0;

function verdict(good: boolean): string {
  if (!good) missed += 1;
  return good ? 'reached' : 'MISSED';
}

async function investigate(folder: string): Promise<Measurement> {
  const caseFolder = join(root, 'case');
  rmSync(caseFolder, { recursive: true, force: true });
  const result = await measure([main, 'investigate', folder, '--case', caseFolder, '--quiet']);
  if (result.status !== 0) throw new Error(`investigate ended with status ${result.status}`);
  rmSync(caseFolder, { recursive: true, force: true });
  return result;
}

async function floor(folder: string, format: BenchFormat): Promise<Measurement> {
  const database = join(root, 'floor.duckdb');
  rmSync(database, { force: true });
  const result = await measure([floorScript, folder, format, database]);
  if (result.status !== 0) throw new Error(`the floor ended with status ${result.status}`);
  rmSync(database, { force: true });
  return result;
}

function megabytes(bytes: number | null): string {
  return bytes === null ? 'not measured here' : `${Math.round(bytes / 1024 ** 2)} MB`;
}

function peak(runs: readonly Measurement[]): number | null {
  const known = runs.map((run) => run.peakBytes).filter((bytes) => bytes !== null);
  return known.length === 0 ? null : Math.max(...known);
}

async function benchFormat(format: BenchFormat, size: number, runs: number): Promise<void> {
  const { folder, records } = generate(root, format, size);
  const reference = format === 'csv' ? generate(root, 'lines', size).folder : folder;
  const ours: Measurement[] = [];
  const others: Measurement[] = [];
  for (let run = 0; run < runs; run += 1) {
    others.push(format === 'csv' ? await investigate(reference) : await floor(folder, format));
    ours.push(await investigate(folder));
  }
  const ratio = median(ours.map((run, index) => run.seconds / (others[index]?.seconds ?? Number.NaN)));
  const limit = format === 'csv' ? LIMIT.csvRatio : LIMIT.ratio;
  const memory = peak(ours);
  const seconds = (list: readonly Measurement[]): string => median(list.map((run) => run.seconds)).toFixed(2);
  console.log(
    `${format.padEnd(6)} ${size} GB, ${records} records, ${runs} runs: investigate ${seconds(ours)} s, ` +
      `${format === 'csv' ? 'the same as lines' : 'floor'} ${seconds(others)} s, ratio ${ratio.toFixed(2)} (at most ${limit}: ${verdict(ratio <= limit)}), ` +
      `peak ${megabytes(memory)} (at most ${megabytes(LIMIT.memoryBytes)}: ${memory === null ? 'not judged' : verdict(memory <= LIMIT.memoryBytes)})`,
  );
}

/** Least squares of log time over log size: 1 is linear. */
function exponent(points: readonly (readonly [size: number, seconds: number])[]): number {
  const logs = points.map(([size, seconds]) => [Math.log(size), Math.log(seconds)] as const);
  const mean = (index: 0 | 1): number => logs.reduce((sum, point) => sum + point[index], 0) / logs.length;
  const [mx, my] = [mean(0), mean(1)];
  const over = logs.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0);
  return over / logs.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
}

async function benchScale(sizes: readonly number[]): Promise<void> {
  const points: (readonly [number, number])[] = [];
  for (const size of sizes) {
    const { folder } = generate(root, 'lines', size);
    const run = await investigate(folder);
    points.push([size, run.seconds]);
    const good = run.peakBytes === null ? 'not judged' : verdict(run.peakBytes <= LIMIT.memoryBytes);
    console.log(`lines  ${size} GB: ${run.seconds.toFixed(2)} s, peak ${megabytes(run.peakBytes)} (${good})`);
  }
  const power = exponent(points);
  console.log(
    `exponent of time over size: ${power.toFixed(3)} (at most ${LIMIT.exponent}: ${verdict(power <= LIMIT.exponent)})`,
  );
}

async function benchExposure(records: number): Promise<void> {
  const { ingest, detect, report, sheets } = await measureExposure(main, root, records);
  const memory = peak([ingest, detect, report]);
  console.log(
    `exposure: ${records} records, 60000 named messages in 10 mailboxes: ingest ${ingest.seconds.toFixed(1)} s, detect ${detect.seconds.toFixed(1)} s, ` +
      `scope and report with ${sheets} sheets ${report.seconds.toFixed(1)} s (at most the ingest: ${verdict(report.seconds <= ingest.seconds)}), ` +
      `peak ${megabytes(memory)} (at most ${megabytes(LIMIT.memoryBytes)}: ${memory === null ? 'not judged' : verdict(memory <= LIMIT.memoryBytes)})`,
  );
}

for (const format of FORMATS) {
  if (options.formats.split(',').includes(format))
    await benchFormat(format, Number(options.size), Number(options.runs));
}
if (options.exposure !== '') await benchExposure(Number(options.exposure));
if (options.scale !== '') await benchScale(options.scale.split(',').map(Number));
console.log(missed === 0 ? 'all limits reached' : `${missed} limits missed`);
process.exitCode = missed === 0 ? 0 : 1;
