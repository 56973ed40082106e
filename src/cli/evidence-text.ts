/** What `evidence` says to people. */
import type { Sealed } from '../case/index.ts';
import type { Difference, Proof, Verification } from '../evidence/index.ts';
import { plain } from './output.ts';
import { counted, table } from './table.ts';

export function sealedText({ manifest, verifierKey, size, root }: Sealed, folder: string): string {
  const absent = manifest.sources.filter(({ records }) => 'absent' in records);
  return `${[
    `Sealed ${plain(folder)}: ${counted(manifest.sources.length, 'source')}, ${counted(manifest.records.count, 'record')}, ${counted(manifest.files.length, 'file')}, ${counted(manifest.tables.length, 'table')}.`,
    ...notCovered(absent.map(({ sourceId, path, records }) => `source ${sourceId} (${path}): ${reasonOf(records)}`)),
    ...(absent.length === 0 ? [] : ['  Name the folder where the exports lie now with --sources DIR, and seal again.']),
    ...(manifest.files.some(({ path }) => path === 'report/summary.json') ? [] : ['There is no report in it.']),
    `Tree of ${counted(size, 'leaf', 'leaves')}, root ${root}`,
    `Public key, to be given to others on another way than the case:`,
    `  ${verifierKey}`,
    `They check with: letterlock evidence verify FOLDER --key KEY`,
    'The seal proves that nothing has changed since; not that the logs were true, and not the time.',
  ].join('\n')}\n`;
}

function reasonOf(records: Sealed['manifest']['sources'][number]['records']): string {
  return 'absent' in records ? records.absent : '';
}

/** Sources named one by one, before the rest is only counted; `--json` names all. */
const NAMED = 10;

function notCovered(sources: readonly string[]): readonly string[] {
  if (sources.length === 0) return [];
  const more = sources.length > NAMED ? [`  and ${sources.length - NAMED} more`] : [];
  return [
    'Covered by their own hash only, not record by record:',
    ...sources.slice(0, NAMED).map((words) => `  ${plain(words)}`),
    ...more,
  ];
}

/** One line a difference, or that there is none. */
export function verifiedText(verification: Verification, folder: string): string {
  const { differences, manifest, checkpoint, timestamp } = verification;
  const sealed =
    manifest === null || checkpoint === null
      ? []
      : [
          `Sealed ${manifest.sealedAt} by its own clock: ${checkpoint.size} leaves, root ${checkpoint.root.toString('base64')}`,
        ];
  const stamped =
    timestamp === null
      ? 'No time stamp of an authority is attached.'
      : `Time stamp of ${timestamp.at}; openssl checks the authority's signature (docs/evidence.md).`;
  const verdict =
    differences.length === 0
      ? `${plain(folder)} is as it was sealed.`
      : `${plain(folder)} is NOT as it was sealed: ${counted(differences.length, 'difference')}.`;
  return `${[verdict, ...differenceLines(differences), ...sealed, stamped, ...notCovered(verification.notCovered)].join(
    '\n',
  )}\n`;
}

function differenceLines(differences: readonly Difference[]): readonly string[] {
  if (differences.length === 0) return [];
  const rows = differences.map(({ kind, what, detail }) => [kind, plain(what), plain(detail)]);
  return [table(['kind', 'what', 'how'], rows).trimEnd()];
}

export function proofText({ record, source }: Proof, differences: readonly Difference[]): string {
  const named = `Record ${record.ordinal} of source ${record.sourceId} (${plain(source.entry.path)})`;
  if (differences.length > 0) return `${named}: the proof does NOT hold.\n${differenceLines(differences).join('\n')}\n`;
  const text = record.text === null ? 'Its text is not in the proof; only its hash is proven.' : plain(record.text);
  return `${named} lay under the seal. SHA-256 ${record.sha256}\n${text}\n`;
}

export function attachedText(at: string, folder: string): string {
  return `${[
    `Attached: the authority saw the checkpoint at ${at}.`,
    "Its signature is for openssl to check, with the authority's certificate:",
    `  openssl ts -verify -data ${plain(folder)}/evidence/checkpoint -in ${plain(folder)}/evidence/checkpoint.tsr -CAfile AUTHORITY.pem`,
  ].join('\n')}\n`;
}
