/** The whole report as one object: what `--json` prints. */
import type { Scope } from '../../scope/index.ts';
import type { Database } from '../../store/index.ts';
import type { CitedEvent, Exposure, ReportDocument } from '../model.ts';
import type { ReportOptions } from '../options.ts';
import { buildCoverage } from './coverage.ts';
import { eachEvent, prepareEvents } from './events.ts';
import { eachExposure } from './exposure.ts';
import { buildFindings } from './findings.ts';
import { prepareMessages } from './messages.ts';
import { buildSources } from './sources.ts';
import { buildSummary } from './summary.ts';

/** Builds the document in memory; `writeReport` streams what may be large instead. `database` is the one of `computeScope`. */
export async function buildDocument(database: Database, scope: Scope, options: ReportOptions): Promise<ReportDocument> {
  await prepareMessages(database);
  const exposure: Exposure[] = [];
  for await (const entry of eachExposure(database, scope)) exposure.push(entry);
  const raw = await (await prepareEvents(database, scope, options)).raw();
  const events: CitedEvent[] = [];
  for await (const { event } of eachEvent(database, raw)) events.push(event);
  const sources = await buildSources(database, options);
  return {
    summary: await buildSummary(database, scope, sources, options),
    findings: buildFindings(scope.findings, new Map((options.detections ?? []).map((info) => [info.id, info]))),
    exposure,
    coverage: buildCoverage(scope),
    sources,
    events,
  };
}
