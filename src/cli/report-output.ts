/** What `investigate` and `report` print, and the exit status that follows from it. */
import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import type { Case, Reported } from '../case/index.ts';
import { EXIT } from '../errors.ts';
import { SEVERITIES, type Severity } from '../facts/index.ts';
import { terminalSummary } from '../report/index.ts';
import type { CommonOptions } from './options.ts';
import type { Output } from './output.ts';

/** The whole document, or the summary and where the report lies. */
export function showReport(output: Output, options: CommonOptions, opened: Case, { scope, files }: Reported): void {
  if (options.json === true) printDocument(output, opened.paths.report);
  else if (options.quiet !== true)
    output.out(terminalSummary(scope, files, { colour: output.colour, columns: output.columns }));
}

/** Keys of the document, and the files that hold them. */
const PARTS = [
  ['summary', 'summary.json'],
  ['findings', 'findings.json'],
  ['exposure', 'exposure.json'],
  ['coverage', 'coverage.json'],
  ['sources', 'sources.json'],
  ['events', 'events.jsonl'],
] as const;

/** `ReportDocument`, put together from the files: what is printed is what is written, however large. */
function printDocument(output: Output, folder: string): void {
  for (const [index, [key, file]] of PARTS.entries()) {
    output.out(`${index === 0 ? '{\n' : ',\n'}"${key}": `);
    const path = join(folder, file);
    if (file.endsWith('.jsonl')) printLines(output, path);
    else for (const piece of pieces(path)) output.out(piece.replace(/\n$/, ''));
  }
  output.out('\n}\n');
}

/** JSON lines as a list. Lines end in a newline, and there is none inside a record. */
function printLines(output: Output, path: string): void {
  let separator = '[\n';
  let rest = '';
  for (const piece of pieces(path)) {
    const lines = `${rest}${piece}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      output.out(`${separator}${line}`);
      separator = ',\n';
    }
  }
  output.out(separator === '[\n' ? '[]' : '\n]');
}

const PIECE = 1024 ** 2;

function* pieces(path: string): Generator<string> {
  const file = openSync(path, 'r');
  const decoder = new StringDecoder('utf8');
  const buffer = Buffer.allocUnsafe(PIECE);
  try {
    for (let length = readSync(file, buffer); length > 0; length = readSync(file, buffer)) {
      yield decoder.write(buffer.subarray(0, length));
    }
  } finally {
    closeSync(file);
  }
}

/** An alarm counts before a part that could not be read, and that before a lack of coverage. */
export function statusOf(reported: Reported, options: CommonOptions, otherwise: number): number {
  if (options.failOn !== undefined && reaches(reported, options.failOn)) return EXIT.findingReached;
  if (otherwise !== EXIT.done) return otherwise;
  const { requireCoverage } = options;
  return requireCoverage !== undefined && (reported.observedShare ?? 0) < requireCoverage
    ? EXIT.coverageBelow
    : EXIT.done;
}

/** Whether a finding or incident is as severe as that; not what a person judged benign, nor what an incident so judged explains. */
function reaches({ scope }: Reported, least: Severity): boolean {
  const benign = scope.incidents.filter(({ decision }) => decision?.state === 'benign');
  const explained = new Set(benign.flatMap(({ id, findings }) => [id, ...findings]));
  return [...scope.findings, ...scope.incidents].some(
    ({ id, severity, decision }) =>
      decision?.state !== 'benign' && !explained.has(id) && SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(least),
  );
}
