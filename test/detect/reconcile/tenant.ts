/**
 * A tenant of ordinary token traffic, straight into the facts by SQL: what calibration is judged on. Pseudo-random by
 * hashing, so that a seed gives the same tenant everywhere.
 */
import { createTables, Database } from '../../../src/store/index.ts';

export const TENANT = '6d0c2a4e-0b57-4c43-9a55-0d2f6c5f9e10';

export interface Ordinary {
  readonly seed: number;
  readonly mailboxes: number;
  readonly days: number;
  /** Tokens per mailbox and day. */
  readonly tokens: number;
  /** Share of tokens whose sign-in row is lost. */
  readonly lost: number;
}

/** Three clients: one at home and in the office, one on the road with ever new addresses, one of the vendor's service. */
const CLIENTS = `(VALUES (0, 'owa', '00000002-0000-0ff1-ce00-000000000000'), (1, 'outlook-mobile', '27922004-5251-4030-b22d-91ecd9a37ea4'),
  (2, 'rest-system', '13937bba-652e-4c46-b222-3003f4d1ff97')) AS c(client, family, application)`;

export async function ordinaryTenant(options: Ordinary): Promise<Database> {
  const { seed, mailboxes, days, tokens, lost } = options;
  const database = await Database.open({ path: ':memory:', spillFolder: null });
  await createTables(database, 'a test');
  const draw = (what: string): string => `(hash(i, ${seed}, '${what}') % 1000000) / 1000000.0`;
  await database.run(`CREATE TEMP TABLE traffic AS
    SELECT i, m, 'user' || m || '@contoso.example' AS actor, t.day, family, application,
      md5('token' || i || ' ${seed}') AS digest, md5('session' || m || ' ' || (day // 5) || ' ' || client) AS session_digest,
      TIMESTAMP '2026-09-01' + interval '1' day * day + interval '1' second * CAST(25200 + 36000 * ${draw('time')} AS BIGINT) AS time,
      CASE client WHEN 0 THEN CASE WHEN ${draw('place')} < 0.5 THEN '203.0.113.' || (m % 4) ELSE '198.51.' || (m // 250) || '.' || (m % 250) END
        WHEN 1 THEN '100.' || (64 + CAST(${draw('a')} * 60 AS INTEGER)) || '.' || CAST(${draw('b')} * 250 AS INTEGER) || '.' || CAST(${draw('c')} * 250 AS INTEGER)
        ELSE '2603:10a6::' || (m % 7) END AS address,
      ${draw('lost')} < ${lost} AS lost
    FROM (SELECT i, i // ${days * tokens} AS m, (i // ${tokens}) % ${days} AS day, CAST(hash(i, ${seed}, 'client') % 3 AS INTEGER) AS client FROM range(${mailboxes * days * tokens}) AS r(i)) AS t
    JOIN ${CLIENTS} USING (client)`);
  await addTraffic(database, 'traffic', 0);
  return database;
}

/** Tokens that nobody issued: so many a day, of one network each, on the first mailboxes. */
export async function addForged(
  database: Database,
  {
    count,
    mailboxes,
    networks,
    application,
  }: { count: number; mailboxes: number; networks: number; application: string },
): Promise<void> {
  await database.run(`CREATE OR REPLACE TEMP TABLE forged AS
    SELECT i, i % ${mailboxes} AS m, 'user' || (i % ${mailboxes}) || '@contoso.example' AS actor, 12 + i % 10 AS day, 'rest' AS family, '${application}' AS application,
      md5('forged' || i) AS digest, md5('forged session' || i) AS session_digest, TIMESTAMP '2026-09-13' + interval '1' hour * (i % 200) AS time,
      '192.0.' || (2 + i % ${networks}) || '.' || (i % 3) AS address, true AS lost FROM range(${count}) AS r(i)`);
  await addTraffic(database, 'forged', 50_000_000);
}

async function addTraffic(database: Database, table: string, offset: number): Promise<void> {
  const guid = (digest: string): string =>
    `substr(${digest}, 1, 8) || '-' || substr(${digest}, 9, 4) || '-4' || substr(${digest}, 14, 3) || '-8' || substr(${digest}, 18, 3) || '-' || substr(${digest}, 21, 12)`;
  await database.run(`INSERT INTO access (event_id, part, vendor, tenant, time, mailbox_id, mailbox, actor, actor_type, user_type, access_type, address, app_id, client_app_id, client_family, session_id, token_id, token_state, issued_at, token_tenant)
    SELECT ${offset} + i, 0, 'm365', '${TENANT}', time + interval '20' minute, 'box' || m, actor, actor, 'user', 0, 'bind', address, application, application, family, ${guid('session_digest')}, ${guid('digest')}, 'ok', time - interval '5' minute, '${TENANT}' FROM ${table}`);
  await database.run(`INSERT INTO sign_in (event_id, part, vendor, tenant, time, kind, request_id, token_id, session_id, actor, actor_type, app_id, address, outcome, itemised)
    SELECT ${offset} + 10000000 + i, 0, 'm365', '${TENANT}', time, 'noninteractive', ${guid('digest')}, ${guid('digest')}, ${guid('session_digest')}, actor, 'user', application, address, 'completed', true FROM ${table} WHERE NOT lost`);
  await database.run('DELETE FROM account');
  await database.run(
    `INSERT INTO account SELECT tenant, actor, actor, min(mailbox_id), actor, 'stated' FROM access GROUP BY tenant, actor`,
  );
  await database.run('DELETE FROM address');
  await database.run(`INSERT INTO address SELECT address, CASE WHEN contains(address, ':') THEN '2603:1000::/24' ELSE regexp_extract(address, '^([0-9]+\\.[0-9]+\\.[0-9]+)', 1) || '.0/24' END,
      CASE WHEN contains(address, ':') THEN 'vendor-service' ELSE 'other' END, NULL, NULL, NULL FROM (SELECT DISTINCT address FROM access)`);
  await database.run('DELETE FROM issuance');
  await database.run(
    `INSERT INTO issuance SELECT event_id, tenant, time, kind, token_id, session_id, actor, app_id, address FROM sign_in WHERE outcome = 'completed'`,
  );
}
