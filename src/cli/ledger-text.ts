/** What was taken in, for a terminal: the totals, and every source with which something is wrong. */
import { isUsable, type LedgerLine } from '../case/index.ts';
import { plain } from './output.ts';
import { sizeText } from './progress.ts';
import { counted, grouped } from './table.ts';

/** Sources named before the rest is only counted. `--json` names all. */
const NAMED = 40;

export function ledgerText(lines: readonly LedgerLine[], alreadyThere: number): string {
  const sum = (pick: (line: LedgerLine) => number): number => lines.reduce((total, line) => total + pick(line), 0);
  const wrong = lines.flatMap((line) => faultsOf(line).map((fault) => `  ${plain(line.path)}: ${plain(fault)}`));
  const more = wrong.length > NAMED ? [`  and ${grouped(wrong.length - NAMED)} more; --json names all`] : [];
  return [
    `Taken in: ${counted(lines.length, 'source')}, ${sizeText(sum((line) => line.bytes))}, ${counted(
      sum((line) => line.records),
      'record',
    )}: ` +
      `${grouped(sum((line) => line.stored))} stored, ${grouped(sum((line) => line.merged))} merged, ` +
      `${grouped(sum((line) => line.duplicates))} duplicates, ${grouped(sum((line) => line.rejected))} rejected.`,
    ...(alreadyThere === 0 ? [] : [`Already in the case, unchanged: ${counted(alreadyThere, 'file')}.`]),
    ...(wrong.length === 0 ? [] : ['What is wrong with them:', ...wrong.slice(0, NAMED), ...more]),
    '',
  ].join('\n');
}

/** Everything that keeps a source from being whole and understood. */
function faultsOf(line: LedgerLine): readonly string[] {
  const recognised = line.format !== 'empty' && line.format !== 'not-recognised';
  return [
    ...(line.format === 'empty' ? ['is empty'] : []),
    ...(line.format === 'not-recognised'
      ? [`not recognised${line.lookedLike === null ? '' : `: ${line.lookedLike}`}`]
      : []),
    ...(recognised && !isUsable(line) && line.rejected === 0 ? ['holds no record'] : []),
    ...line.rejects.map(
      ({ records, message, place }) => `${counted(records, 'record')} rejected: ${message} (first: ${place})`,
    ),
    ...line.truncations.map(
      ({ proven, message, detail }) =>
        `${proven ? 'incomplete' : 'perhaps incomplete'}: ${message}${detail === '' ? '' : ` (${detail})`}`,
    ),
    ...(line.identifiersDamaged ? ['its token identifiers have lost their capitals and cannot be compared'] : []),
  ];
}
