/** The detections on the real test tenant of 2021: the staged intrusions are found, the service's own reads are not. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { csvRows } from '../../src/detect/csv.ts';
import { caseMaker, type DetectResult, loadDetections, runDetections } from '../../src/detect/index.ts';
import type { Database } from '../../src/store/index.ts';

const FILE = fileURLToPath(
  new URL('../../../shared/data/m365-lab-2021/search-unified-audit-log-2021-03_06.csv', import.meta.url),
);
const present = existsSync(FILE);
if (!present) console.log(`skipped: ${FILE} is not here`);

const APPLICATION = 'ea0056b2-87ac-4765-ba13-e2768da6fba7';

describe.skipIf(!present)('the test tenant of 2021', () => {
  let database: Database;
  let result: DetectResult;

  beforeAll(async () => {
    const parsed = csvRows(readFileSync(FILE, 'utf8').replace(/^\uFEFF/, ''));
    if (!('rows' in parsed)) throw new Error(parsed.problem);
    const column = parsed.rows[0]?.cells.indexOf('AuditData') ?? -1;
    const records = parsed.rows
      .slice(1)
      .flatMap(({ cells }) =>
        cells[column]?.startsWith('{') === true ? [JSON.parse(cells[column] ?? '') as Record<string, unknown>] : [],
      );
    database = await caseMaker()(records);
    result = await runDetections(database, loadDetections());
  });
  afterAll(() => database.close());

  const subjects = (detection: string): readonly string[] =>
    result.findings.filter((finding) => finding.detection === detection).map(({ subject }) => subject);

  test('every detection ran, but those whose logs are not there', () => {
    const notRun = result.runs.filter(({ ran }) => !ran);
    // An export of the unified audit log alone, without Google, sign-ins of Entra, Graph activity or settings.
    const lacking = notRun.filter(
      ({ reason }) =>
        !/\((configuration|graph-activity, google-token|signin-interactive(, signin-noninteractive)?|signin-adfs|owa-auth|(google-[a-z]+(, )?)+)\)$/.test(
          reason ?? '',
        ) && reason !== 'no list of canaries was given',
    );
    expect(lacking.map(({ detection, reason }) => [detection, reason])).toEqual([]);
    expect(result.runs.length - notRun.length).toBeGreaterThan(25);
  });

  test('the read over Graph on 16 April is found as an application new to the tenant', async () => {
    const finding = result.findings.find(
      ({ detection, subject }) =>
        detection === 'application/collection-new-application-tenant' && subject === `application:${APPLICATION}`,
    );
    expect(finding).toMatchObject({ severity: 'medium', events: 1 });
    const event = finding?.anchors.find(({ kind }) => kind === 'event')?.value;
    const row = await database.one(`SELECT count(*) AS n FROM message WHERE event_id = ${BigInt(event ?? '0')}`);
    expect(row.n).toBe(5n);
  });

  test('so are the consents, the look-alike names and the credentials of the same application', () => {
    expect(subjects('consent/credential-access-mail-consent')).toContain(`application:${APPLICATION}`);
    expect(subjects('application/persistence-credential-added')).toContain(`application:${APPLICATION}`);
    expect(subjects('consent/credential-access-lookalike-application')).toEqual([
      'application:rnicrosoft',
      'application:rnicrosoft_office',
    ]);
  });

  test('rules, forwarding, transport rule and permissions are found', () => {
    const found = (detection: string) => subjects(detection).map((subject) => subject.replace(/@.*/, ''));
    expect(found('rules/defense-evasion-inbox-rule-hide')).toEqual([
      'mailbox:a.thulile',
      'mailbox:gradya',
      'mailbox:joey',
    ]);
    expect(found('rules/collection-inbox-rule-forward')).toEqual(['mailbox:joey']);
    expect(found('flow/collection-mailbox-forwarding')).toEqual(['mailbox:gradya']);
    expect(found('flow/collection-transport-rule')).toEqual(['rule:.']);
    expect(subjects('permission/persistence-mailbox-access-granted')).toHaveLength(2);
  });

  test("the service's own reads are in no finding of an access", async () => {
    const service = await database.all(
      "SELECT CAST(event_id AS VARCHAR) AS event FROM access WHERE client_family = 'rest-system'",
    );
    expect(service.length).toBeGreaterThan(150);
    const events = new Set(service.map(({ event }) => String(event)));
    const touched = result.findings.filter(({ anchors }) =>
      anchors.some(({ kind, value }) => kind === 'event' && events.has(value)),
    );
    expect(touched.map(({ detection, subject }) => [detection, subject])).toEqual([]);
  });
});
