/** Ordinary tenants must not drown: what happens to many mailboxes is one finding, and what stands out still stands out. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { detectionNamed, type Finding, loadDetections, runDetections } from '../../src/detect/index.ts';
import type { Database } from '../../src/store/index.ts';
import { emptyCase } from './fixture.ts';

const USERS = 400;
const START = "TIMESTAMP '2024-01-01 00:00:00'";

/** 400 users, 40 days, each at home and on the road; a third of the roads knows no sign-in. */
async function tenant(): Promise<Database> {
  const database = await emptyCase();
  const access = (time: string, address: string, app: string, family: string, from: string, first: number): string =>
    `INSERT INTO access (event_id, part, vendor, tenant, log_kind, time, mailbox_id, mailbox, actor, actor_type, logon_type, access_type, address, app_id, client_family, session_id)
     SELECT ${first} + row_number() OVER (ORDER BY u, d), 0, 'm365', 't', 'mailbox-audit', ${time}, 'box' || u, 'user' || u || '@contoso.example', 'user' || u || '@contoso.example', 'user', 'owner', 'bind', ${address}, '${app}', '${family}', NULL FROM ${from}`;
  const days = `(SELECT u.range AS u, d.range AS d FROM range(${USERS}) u, range(40) d)`;
  await database.run(
    access(
      `${START} + to_days(CAST(d AS INTEGER))`,
      `'198.18.' || (u % 250) || '.' || (u // 250 + 1)`,
      'app-outlook',
      'outlook-desktop',
      days,
      0,
    ),
  );
  await database.run(
    access(
      `${START} + to_days(20) + to_hours(CAST(u % 300 AS INTEGER))`,
      `'198.19.' || (u % 250) || '.' || (u // 250 + 1)`,
      'app-outlook',
      'outlook-desktop',
      `(SELECT range AS u, 0 AS d FROM range(${USERS}))`,
      100_000,
    ),
  );
  await database.run(
    access(
      `${START} + to_days(30)`,
      `'198.18.' || (u % 250) || '.' || (u // 250 + 1)`,
      'app-rollout',
      'rest',
      `(SELECT range AS u, 0 AS d FROM range(300))`,
      200_000,
    ),
  );
  await database.run(
    access(
      `${START} + to_days(25) + to_minutes(CAST(u AS INTEGER))`,
      `'203.0.113.66'`,
      'app-outlook',
      'rest',
      `(SELECT range AS u, 0 AS d FROM range(14))`,
      300_000,
    ),
  );
  await database.run(
    `INSERT INTO sign_in (event_id, part, vendor, tenant, time, kind, actor, actor_type, address, os, browser, outcome)
     SELECT 400000 + row_number() OVER (), 0, 'm365', 't', time - to_minutes(5), 'interactive', actor, 'user', address, CASE WHEN address LIKE '198.19.%' THEN 'Android' ELSE 'Windows' END, 'Edge', 'completed' FROM access
     WHERE (address LIKE '198.18.%' AND app_id = 'app-outlook') OR (address LIKE '198.19.%' AND event_id % 3 <> 0)`,
  );
  await database.run(
    `INSERT INTO other_event (event_id, part, tenant, log_kind, time) SELECT event_id, 0, tenant, 'signin-interactive', time FROM sign_in`,
  );
  await database.run(`INSERT INTO account SELECT DISTINCT 't', actor, actor, mailbox_id, actor, 'itself' FROM access`);
  await database.run(
    `INSERT INTO address SELECT DISTINCT address, regexp_replace(address, '[.][0-9]+$', '.0/24'), 'other', NULL, NULL, NULL FROM (SELECT address FROM access UNION SELECT address FROM sign_in)`,
  );
  return database;
}

describe('a tenant of 400 mailboxes', () => {
  let database: Database;
  let findings: readonly Finding[];
  beforeAll(async () => {
    database = await tenant();
    const { findings: all, runs } = await runDetections(database, loadDetections());
    findings = all;
    expect(runs.filter(({ ran }) => ran).length).toBeGreaterThan(8);
  });
  afterAll(() => database.close());

  const of = (detection: string): readonly Finding[] => findings.filter((finding) => finding.detection === detection);

  test('gives few findings in all', () => {
    expect(findings.length).toBeLessThan(10);
  });

  test('networks without sign-ins become one finding, and the one that fourteen users share stands out', () => {
    const found = of('address/collection-address-without-signin').map(({ subject, severity }) => [subject, severity]);
    expect(found).toEqual([
      ['address:203.0.113.0/24', 'medium'],
      ['address:not standing out', 'info'],
    ]);
  });

  test('a roll-out over 300 mailboxes is one finding of low severity', () => {
    expect(
      of('application/collection-new-application-tenant').map(({ subject, severity }) => [subject, severity]),
    ).toEqual([['application:app-rollout', 'low']]);
    expect(of('application/collection-new-application-mailbox')).toEqual([]);
  });

  test('the same without the fourteen leaves only what does not stand out', async () => {
    await database.run("DELETE FROM access WHERE address = '203.0.113.66'");
    const { findings: rest } = await runDetections(database, [
      detectionNamed(loadDetections(), 'address/collection-address-without-signin'),
    ]);
    expect(rest.map(({ subject }) => subject)).toEqual(['address:not standing out']);
  });
});
