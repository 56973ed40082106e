/**
 * Notification sheets: one for each mailbox that an incident touches, to be handed to its owner or to a lawyer. As a page
 * for printing and as CSV: which messages, when, how sure, and what nobody can know.
 */
import { isoTime, type Scope, type ScopeExposure, type ScopeIncident } from '../../scope/index.ts';
import type { Database } from '../../store/index.ts';
import { CSV_START, csvRow } from '../csv.ts';
import type { ExposedMessage } from '../model.ts';
import { DEFAULT_REPORT_LIMITS, type ReportOptions } from '../options.ts';
import { type ExposureMessages, eachExposureMessages } from './messages.ts';
import { type Html, html, PAGE_END, pageStart } from './sheet-html.ts';
import { type SheetPlace, sheetNames } from './sheet-names.ts';
import { countWords, intervalWords, sureWords, timeWords } from './sheet-words.ts';

/** One file below the report folder. */
export interface SheetFile {
  readonly name: string;
  readonly pieces: Iterable<string>;
}

/** All sheets, mailbox by mailbox, then their index; nothing where no incident touches a mailbox. `prepareMessages` goes before. */
export async function* sheetFiles(database: Database, scope: Scope, options: ReportOptions): AsyncGenerator<SheetFile> {
  const { places } = sheetNames(scope);
  if (places.length === 0) return;
  const incidents = new Map(scope.incidents.map((incident) => [incident.id, incident]));
  const limit = { ...DEFAULT_REPORT_LIMITS, ...options.limits }.sheetMessages;
  const entries = eachExposureMessages(
    database,
    scope,
    places.flatMap(({ exposures }) => exposures),
  );
  for (const place of places) {
    const own: ExposureMessages[] = [];
    for (let left = place.exposures.length; left > 0; left -= 1) {
      const next = await entries.next();
      if (next.done !== true) own.push(next.value);
    }
    yield { name: `sheets/${place.name}.html`, pieces: sheetPage({ place, entries: own, incidents, options, limit }) };
    yield { name: `sheets/${place.name}.csv`, pieces: sheetCsv(own) };
  }
  yield { name: 'sheets/index.html', pieces: indexPage(places, incidents, options) };
}

interface SheetInput {
  readonly place: SheetPlace;
  readonly entries: readonly ExposureMessages[];
  readonly incidents: ReadonlyMap<string, ScopeIncident>;
  readonly options: ReportOptions;
  readonly limit: number;
}

function* sheetPage({ place, entries, incidents, options, limit }: SheetInput): Generator<string> {
  yield pageStart(`Access to mailbox ${place.mailbox}`).html;
  yield html`<h1>Access to mailbox ${place.mailbox}</h1>
${made(options)}
<p>This sheet says what the audit logs show of access by somebody else to this mailbox: which messages, when, and how sure that is. The logs say that an item was <em>accessed</em>; whether a person looked at it they do not say. All times are UTC.</p>
`.html;
  for (const { exposure, messages } of entries) {
    yield incidentSection(exposure, incidents.get(exposure.incident)).html;
    yield* messageTable(messages, limit, place.name);
  }
  yield PAGE_END.html;
}

function made({ version, now }: ReportOptions): Html {
  return html`<p class="note">Made on ${timeWords(now.getTime() * 1000)} by letterlock ${version}.</p>`;
}

function incidentSection(exposure: ScopeExposure, incident: ScopeIncident | undefined): Html {
  const { totals } = exposure;
  return html`<h2>Incident ${exposure.incident}</h2>
<p class="statement">${exposure.statement}</p>
<ul>
${exposure.details.map((detail) => html`<li>${detail}</li>\n`)}</ul>
<table>
<caption>The figures</caption>
<tbody>
<tr><th scope="row">Messages accessed</th><td>${intervalWords(totals)}</td></tr>
<tr><th scope="row">Accesses held to be the intruder's</th><td>${countWords(exposure.intruderAccesses)}</td></tr>
<tr><th scope="row">Accesses that may be the owner's</th><td>${countWords(exposure.undecidableAccesses)}</td></tr>
<tr><th scope="row">First and last access of the intruder</th><td>${exposure.firstSeen === null ? 'none logged' : timeWords(exposure.firstSeen)}${exposure.lastSeen === null || exposure.lastSeen === exposure.firstSeen ? '' : ` to ${timeWords(exposure.lastSeen)}`}</td></tr>
<tr><th scope="row">Incident as a whole</th><td>${incident === undefined ? 'not stated' : `${seenWords(incident)}, severity ${incident.severity}`}</td></tr>
</tbody>
</table>
${folderTable(exposure)}${windowTable(exposure)}${flowTable(exposure)}${groundTable(exposure)}`;
}

function seenWords({ firstSeen, lastSeen }: ScopeIncident): string {
  if (firstSeen === null || lastSeen === null) return 'since when is not stated';
  return `${timeWords(firstSeen)} to ${timeWords(lastSeen)}`;
}

function folderTable({ folders, wholeMailbox }: ScopeExposure): Html {
  if (!wholeMailbox) return html``;
  return html`<h3>Presumed taken whole</h3>
<p>A mail program of the intruder synchronised the folders below. By the vendor's guidance the whole mailbox is to be presumed taken.</p>
<table>
<thead><tr><th scope="col">Folder</th><th scope="col" class="n">Items by the inventory</th></tr></thead>
<tbody>
${folders.map(({ path, items }) => html`<tr><td>${path}</td><td class="n">${items === null ? 'not given' : countWords(items)}</td></tr>\n`)}</tbody>
</table>
`;
}

function windowTable({ windows }: ScopeExposure): Html {
  if (windows.length === 0)
    return html`<h3>What nobody can know</h3>
<p>The log of accesses was there for the whole time that was looked at.</p>
`;
  return html`<h3>What nobody can know</h3>
<p>In the times below an access would have left no record here. Whether there was one cannot be told.</p>
<table>
<thead><tr><th scope="col">From</th><th scope="col">To</th><th scope="col">Why</th></tr></thead>
<tbody>
${windows.map(({ from, to, reason }) => html`<tr><td class="t">${timeWords(from)}</td><td class="t">${timeWords(to)}</td><td>${reason}</td></tr>\n`)}</tbody>
</table>
`;
}

function flowTable({ flows }: ScopeExposure): Html {
  if (flows.length === 0) return html``;
  return html`<h3>Ways by which mail could leave without being accessed</h3>
<table>
<thead><tr><th scope="col">Way</th><th scope="col">To</th><th scope="col">Which mail</th><th scope="col">Since</th><th scope="col">Until</th><th scope="col">How much</th></tr></thead>
<tbody>
${flows.map((flow) => html`<tr><td>${flow.kind}</td><td>${flow.destination ?? 'not stated'}</td><td>${flow.filter ?? 'all of it'}</td><td class="t">${flow.from === null ? 'before the logs begin' : timeWords(flow.from)}</td><td class="t">${flow.to === null ? 'no end seen' : timeWords(flow.to)}</td><td>${flow.extent}</td></tr>\n`)}</tbody>
</table>
`;
}

function groundTable({ attributions }: ScopeExposure): Html {
  if (attributions.length === 0) return html``;
  return html`<h3>Whose the accesses are held to be, and why</h3>
<table>
<thead><tr><th scope="col">Held to be</th><th scope="col">Because</th><th scope="col" class="n">Accesses</th></tr></thead>
<tbody>
${attributions.map(({ attribution, ground, accesses }) => html`<tr><td>${sureWords(attribution).who}</td><td>${ground}</td><td class="n">${countWords(accesses)}</td></tr>\n`)}</tbody>
</table>
`;
}

function* messageTable(messages: readonly ExposedMessage[], limit: number, name: string): Generator<string> {
  if (messages.length === 0) {
    yield html`<h3>Messages</h3>\n<p>The log names no single message here.</p>\n`.html;
    return;
  }
  const shown = messages.slice(0, limit);
  const subjects = messages.some(({ subject }) => subject !== null);
  const rest =
    shown.length < messages.length
      ? html`<p>The first ${countWords(shown.length)} of ${countWords(messages.length)} messages are printed here; <a href="${encodeURIComponent(name)}.csv">${`${name}.csv`}</a> holds all of them.</p>\n`
      : html``;
  yield html`<h3>Messages that the log names: ${countWords(messages.length)}</h3>
${rest}<table>
<thead><tr><th scope="col">First accessed</th><th scope="col">Last accessed</th>${subjects ? html`<th scope="col">Subject</th>` : html``}<th scope="col">Message id</th><th scope="col">Folder</th><th scope="col" class="n">Bytes</th><th scope="col">How sure</th></tr></thead>
<tbody>
`.html;
  for (const message of shown) {
    const { firstSeen, lastSeen, subject, messageId, immutableId, itemId, folders, size, attribution, ground } =
      message;
    yield html`<tr><td class="t">${firstSeen}</td><td class="t">${lastSeen}</td>${subjects ? html`<td>${subject ?? ''}</td>` : html``}<td>${messageId ?? immutableId ?? itemId ?? 'not named'}</td><td>${folders.join('; ')}</td><td class="n">${size === null ? '' : countWords(size)}</td><td>${sureWords(attribution).how} (${ground})</td></tr>\n`
      .html;
  }
  yield '</tbody>\n</table>\n';
}

export const SHEET_COLUMNS = [
  'incident',
  'kind',
  'messageId',
  'itemId',
  'folder',
  'size',
  'subject',
  'from',
  'to',
  'howSure',
  'why',
] as const;

/** A row for each message, folder, whole mailbox, unseen time and flow. */
function* sheetCsv(entries: readonly ExposureMessages[]): Generator<string> {
  yield CSV_START + csvRow(SHEET_COLUMNS);
  const time = (micros: number | null): string | null => (micros === null ? null : isoTime(micros));
  for (const { exposure, messages } of entries) {
    const { incident, firstSeen, lastSeen } = exposure;
    for (const message of messages) {
      const { how } = sureWords(message.attribution);
      yield csvRow([
        incident,
        'message',
        message.messageId,
        message.immutableId ?? message.itemId,
        message.folders.join('; '),
        message.size,
        message.subject,
        message.firstSeen,
        message.lastSeen,
        how,
        message.ground,
      ]);
    }
    const other = (
      kind: string,
      folder: string | null,
      from: number | null,
      to: number | null,
      how: string,
      why: string,
    ): string => csvRow([incident, kind, null, null, folder, null, null, time(from), time(to), how, why]);
    for (const { path, reason } of exposure.folders)
      yield other('folder', path, firstSeen, lastSeen, 'presumed', reason);
    if (exposure.wholeMailbox)
      yield other('mailbox', null, firstSeen, lastSeen, 'presumed', 'a client of the intruder synchronised folders');
    for (const { from, to, reason } of exposure.windows)
      yield other('unseen', null, from, to, 'cannot be known', reason);
    for (const flow of exposure.flows)
      yield other(
        `flow: ${flow.kind}`,
        null,
        flow.from,
        flow.to,
        flow.messages === null ? 'presumed' : 'counted',
        `${flow.destination === null ? '' : `To ${flow.destination}. `}${flow.extent}`,
      );
  }
}

function* indexPage(
  places: readonly SheetPlace[],
  incidents: ReadonlyMap<string, ScopeIncident>,
  options: ReportOptions,
): Generator<string> {
  yield pageStart('Notification sheets').html;
  yield html`<h1>Notification sheets</h1>
${made(options)}
<p>One sheet for each mailbox that an incident touches; incidents that were judged benign are left out.</p>
<table>
<thead><tr><th scope="col">Mailbox</th><th scope="col">Incident</th><th scope="col">Messages accessed</th><th scope="col">What may be said</th><th scope="col">As a table</th></tr></thead>
<tbody>
`.html;
  for (const { mailbox, name, exposures } of places) {
    const file = encodeURIComponent(name);
    for (const { incident, totals, statement } of exposures) {
      yield html`<tr><td><a href="${file}.html">${mailbox}</a></td><td>${incident}, ${incidents.get(incident)?.severity ?? ''}</td><td>${intervalWords(totals)}</td><td>${statement}</td><td><a href="${file}.csv">CSV</a></td></tr>\n`
        .html;
    }
  }
  yield `</tbody>\n</table>\n${PAGE_END.html}`;
}
