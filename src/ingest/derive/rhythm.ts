/** `issuance`, `observed` and `application`: derived by the engine alone. */
import { appendRows, type Database } from '../../store/index.ts';
import { emptyTable } from './replace.ts';

/** One application of `reference/applications.yml`. */
export interface ReferenceApplication {
  readonly appId: string;
  readonly name: string;
  readonly firstParty: boolean;
  readonly kind: 'client' | 'service' | null;
}

/** Tokens that were given out: completed sign-ins, and Exchange's own ledger. A person is found by id first, by name else. */
export async function deriveIssuances(database: Database): Promise<void> {
  await emptyTable(database, 'issuance');
  const columns = 'event_id, tenant, time, token_id, session_id, actor, actor_id, app_id, address';
  await database.run(
    `INSERT INTO issuance
     SELECT g.event_id, g.tenant, g.time, g.ledger, g.token_id, g.session_id, coalesce(by_id.person, by_name.person), g.app_id, g.address
     FROM (SELECT kind AS ledger, ${columns} FROM sign_in WHERE outcome = 'completed'
           UNION ALL SELECT 'owa' AS ledger, ${columns} FROM owa_issuance) AS g
     LEFT JOIN account AS by_id ON by_id.tenant = g.tenant AND by_id.label = g.actor_id
     LEFT JOIN account AS by_name ON by_name.tenant = g.tenant AND by_name.label = g.actor`,
  );
}

export async function deriveObserved(database: Database): Promise<void> {
  await emptyTable(database, 'observed');
  await database.run(
    `INSERT INTO observed SELECT tenant, log_kind, mailbox_id, ll_hour(time) AS hour, count(*) AS records
     FROM event WHERE time IS NOT NULL GROUP BY tenant, log_kind, mailbox_id, ll_hour(time)`,
  );
}

/**
 * Graph's grants name an application by the object id of its service principal; an export of applications tells which
 * application that is. `state.value` holds that object id in both.
 */
export async function nameGrantedApplications(database: Database): Promise<void> {
  await database.run(
    `UPDATE state SET app_id = a.app_id, name = coalesce(state.name, a.name)
     FROM (SELECT value, min(app_id) AS app_id, min(name) AS name FROM state WHERE kind = 'application' AND value IS NOT NULL GROUP BY value) AS a
     WHERE state.kind IN ('oauth-grant', 'app-role') AND state.app_id IS NULL AND state.value = a.value`,
  );
}

/** Names of applications: the reference's first, then an export's, then the one most used in the logs. */
export async function deriveApplications(
  database: Database,
  reference: readonly ReferenceApplication[],
): Promise<void> {
  await emptyTable(database, 'application');
  const known = new Map([...reference].reverse().map((app) => [app.appId.toLowerCase(), app]));
  const rows = [...known].map(([id, app]) => ({
    app_id: id,
    name: app.name,
    first_party: app.firstParty,
    kind: app.kind,
    origin: 'reference',
  }));
  await appendRows(database, 'application', rows);
  const named = [
    `SELECT app_id, name, 1 AS rank, count(*) AS n FROM state WHERE kind IN ('application', 'oauth-grant', 'app-role') AND app_id IS NOT NULL AND name IS NOT NULL GROUP BY app_id, name`,
    `SELECT app_id, app_name, 2, count(*) FROM sign_in WHERE app_id IS NOT NULL AND app_name IS NOT NULL GROUP BY app_id, app_name`,
    `SELECT app_id, name, 3, count(*) FROM change WHERE category IN ('consent', 'application', 'app-permission') AND app_id IS NOT NULL AND name IS NOT NULL GROUP BY app_id, name`,
  ];
  const best = `SELECT app_id, name, rank FROM (SELECT *, row_number() OVER (PARTITION BY app_id ORDER BY rank, n DESC, name) AS place FROM (${named.join(' UNION ALL ')})) WHERE place = 1`;
  await database.run(
    `INSERT INTO application SELECT app_id, name, NULL, NULL, CASE rank WHEN 1 THEN 'export' ELSE 'log' END FROM (${best}) AS b
     WHERE NOT EXISTS (SELECT 1 FROM application AS a WHERE a.app_id = b.app_id)`,
  );
  const seen = ['event', 'access', 'sign_in', 'directory_read'].map(
    (table) => `SELECT DISTINCT app_id FROM ${table} WHERE app_id IS NOT NULL`,
  );
  seen.push('SELECT DISTINCT client_app_id FROM access WHERE client_app_id IS NOT NULL');
  await database.run(
    `INSERT INTO application SELECT app_id, NULL, NULL, NULL, 'log' FROM (${seen.join(' UNION ')}) AS s
     WHERE NOT EXISTS (SELECT 1 FROM application AS a WHERE a.app_id = s.app_id)`,
  );
}
