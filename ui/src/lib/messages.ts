/** Search, filter and export of the accessed messages, over columns. */
import type { Attribution, Evidence, ReportView } from '../../../src/report/model.ts';
import type { CsvValue } from './csv.ts';
import { iso } from './format.ts';

export interface MessageFilter {
  /** Words that all have to occur. */
  readonly search: string;
  /** Part of the mailbox's address. */
  readonly mailbox: string;
  /** Index into `summary.incidents`, or null for all. */
  readonly incident: number | null;
  readonly attribution: Attribution | null;
  readonly evidence: Evidence | null;
}

export const NO_FILTER: MessageFilter = { search: '', mailbox: '', incident: null, attribution: null, evidence: null };

export function foldersOf(view: ReportView, row: number): readonly string[] {
  return view.messages.folderTexts[view.messages.folders[row] ?? -1] ?? [];
}

export function mailboxOf(view: ReportView, row: number): string {
  return view.mailboxes.mailbox[view.messages.mailbox[row] ?? -1] ?? '';
}

export function incidentIdOf(view: ReportView, row: number): string {
  return view.summary.incidents[view.messages.incident[row] ?? -1]?.id ?? '';
}

/** What the log names the message by. */
export function nameOf(view: ReportView, row: number): string | null {
  return view.messages.messageId[row] ?? view.messages.itemId[row] ?? null;
}

/** Everything searchable of each message, lower case. Made once, at the first search. */
export function searchTexts(view: ReportView): readonly string[] {
  const { messages } = view;
  const folderTexts = messages.folderTexts.map((list) => list.join(' '));
  return messages.messageId.map((id, row) =>
    [
      id ?? '',
      messages.itemId[row] ?? '',
      messages.subject?.[row] ?? '',
      folderTexts[messages.folders[row] ?? -1] ?? '',
      mailboxOf(view, row),
    ]
      .join('\n')
      .toLowerCase(),
  );
}

/** Rows that fit, in the order of the report. `texts` is asked for only where words are searched. */
export function matchingRows(
  view: ReportView,
  filter: MessageFilter,
  texts: () => readonly string[],
): readonly number[] {
  const { messages } = view;
  const words = filter.search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const searched = words.length === 0 ? [] : texts();
  const mailbox = filter.mailbox.trim().toLowerCase();
  const rows: number[] = [];
  for (let row = 0; row < messages.mailbox.length; row += 1) {
    if (filter.incident !== null && messages.incident[row] !== filter.incident) continue;
    if (filter.attribution !== null && messages.attribution[row] !== filter.attribution) continue;
    if (filter.evidence !== null && messages.evidence[row] !== filter.evidence) continue;
    if (mailbox !== '' && !mailboxOf(view, row).includes(mailbox)) continue;
    if (words.length > 0 && !words.every((word) => searched[row]?.includes(word) === true)) continue;
    rows.push(row);
  }
  return rows;
}

export const CSV_HEAD = [
  'incident',
  'mailbox',
  'mailboxId',
  'messageId',
  'itemId',
  'folders',
  'size',
  'subject',
  'firstSeen',
  'lastSeen',
  'evidence',
  'attribution',
  'ground',
  'eventIds',
] as const;

export function csvRow(view: ReportView, row: number): readonly CsvValue[] {
  const { messages } = view;
  return [
    incidentIdOf(view, row),
    mailboxOf(view, row),
    view.mailboxes.mailboxId[messages.mailbox[row] ?? -1] ?? null,
    messages.messageId[row] ?? null,
    messages.itemId[row] ?? null,
    foldersOf(view, row).join('; '),
    messages.size[row] ?? null,
    messages.subject?.[row] ?? null,
    iso(messages.firstSeen[row] ?? Number.NaN),
    iso(messages.lastSeen[row] ?? Number.NaN),
    messages.evidence[row] ?? null,
    messages.attribution[row] ?? null,
    messages.groundTexts[messages.ground[row] ?? -1] ?? null,
    (messages.events[row] ?? []).map((event) => view.events[event]?.eventId ?? '').join(' '),
  ];
}
