/** Writes `report/`: every file under a temporary name first, so that none is ever half there. */
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Scope } from '../scope/index.ts';
import { appendAll } from '../scope/work-tables.ts';
import type { Database } from '../store/index.ts';
import { buildCoverage } from './build/coverage.ts';
import { eachEvent, prepareEvents, type RawReading, type RawRecords } from './build/events.ts';
import { eachExposure } from './build/exposure.ts';
import { buildFindings } from './build/findings.ts';
import { prepareMessages } from './build/messages.ts';
import { sheetFiles } from './build/sheets.ts';
import { buildSources } from './build/sources.ts';
import { buildSummary } from './build/summary.ts';
import { messageIdFiles, messagesCsv, timelineCsv } from './build/tables.ts';
import { buildView } from './build/view.ts';
import { embedCase } from './embed.ts';
import { jsonList, writeWhole } from './files.ts';
import type { SourceEntry, Summary } from './model.ts';
import type { ReportOptions } from './options.ts';
import { builtTemplate } from './template.ts';

/** What was written. */
export interface ReportFiles {
  /** Folder of the report, as it was given. */
  readonly folder: string;
  /** Names below the folder, `/` as separator, in the order of writing. */
  readonly files: readonly string[];
  /** The page, or null where the program was built without one. */
  readonly page: string | null;
  readonly summary: Summary;
  readonly sources: readonly SourceEntry[];
}

/**
 * Writes the report of a case into `folder`, which is made. `database` is the one that `computeScope` was given. Throws
 * `disk-full` and `case-not-writable`.
 */
export async function writeReport(
  database: Database,
  scope: Scope,
  folder: string,
  options: ReportOptions,
): Promise<ReportFiles> {
  for (const name of ['message-ids', 'sheets']) await mkdir(join(folder, name), { recursive: true });
  // Until the new one is whole there is none: old and new files must not stand beside each other as one report.
  for (const name of ['summary.json', 'index.html']) await rm(join(folder, name), { force: true });
  await prepareMessages(database);
  await noteFindings(database, scope);
  const reading = await prepareEvents(database, scope, options);
  try {
    return await writeFiles(database, scope, folder, options, reading);
  } finally {
    reading.stop();
  }
}

async function writeFiles(
  database: Database,
  scope: Scope,
  folder: string,
  options: ReportOptions,
  reading: RawReading,
): Promise<ReportFiles> {
  const sources = await buildSources(database, options);
  const summary = await buildSummary(database, scope, sources, options);
  const findings = buildFindings(scope.findings, new Map((options.detections ?? []).map((info) => [info.id, info])));
  const files: string[] = [];
  const write = async (name: string, pieces: Iterable<string> | AsyncIterable<string>): Promise<void> => {
    await writeWhole(join(folder, ...name.split('/')), pieces);
    files.push(name);
  };
  await write('findings.json', jsonList(findings));
  await write('exposure.json', jsonList(eachExposure(database, scope)));
  await write('coverage.json', jsonList(buildCoverage(scope)));
  await write('sources.json', jsonList(sources));
  await write('messages.csv', messagesCsv(database, scope));
  await write('timeline.csv', timelineCsv(database, scope));
  for await (const { name, text } of messageIdFiles(database, scope)) await write(`message-ids/${name}`, [text]);
  for await (const { name, pieces } of sheetFiles(database, scope, options)) await write(name, pieces);
  const raw = await reading.raw();
  await write('events.jsonl', eventLines(database, raw));
  const template = options.template ?? builtTemplate('report.html');
  if (template !== null) {
    const view = await buildView(database, scope, options, { summary, findings, sources, raw });
    await write('index.html', [embedCase(template, view)]);
  }
  // Last: a folder with a summary is a whole report.
  await write('summary.json', [`${JSON.stringify(summary, null, 2)}\n`]);
  await removeOld(folder, files);
  return { folder, files, page: template === null ? null : 'index.html', summary, sources };
}

/** Which findings stand in which incident, for the timeline. */
async function noteFindings(database: Database, scope: Scope): Promise<void> {
  await database.run('CREATE OR REPLACE TEMP TABLE report_incident_finding (name VARCHAR, finding_id VARCHAR)');
  const rows = scope.incidents.flatMap((incident) =>
    incident.findings.map((finding) => [scope.names.get(incident.id) ?? '', finding]),
  );
  await appendAll(database, 'report_incident_finding', rows);
}

async function* eventLines(database: Database, raw: RawRecords): AsyncGenerator<string> {
  for await (const { event } of eachEvent(database, raw)) yield `${JSON.stringify(event)}\n`;
}

/** Files of mailboxes that an earlier report had and this one has not. */
async function removeOld(folder: string, files: readonly string[]): Promise<void> {
  for (const part of ['message-ids', 'sheets']) {
    for (const name of await readdir(join(folder, part))) {
      if (!files.includes(`${part}/${name}`)) await rm(join(folder, part, name), { force: true });
    }
  }
}
