/** Sources whose token identifiers have lost their capitals: lower-cased base64 decodes, but to another token. */
import { storedIn, tableNamed } from '../../facts/index.ts';
import type { Database } from '../../store/index.ts';

/** Identifiers a source must hold before it is judged: three random ones without a capital happen once in 10^14 sources. */
const ENOUGH = 3;

/** Base64 forms of a token identifier (facts/identifiers.ts); a GUID has no case to lose. */
const BASE64 = `regexp_matches(token_raw, '^([A-Za-z0-9+/_-]{22}(==)?|[A-Za-z0-9+/_-]{48})$')`;

/**
 * Marks damaged sources, and takes back what was decoded from their identifiers. A sign-in falls back on its request id,
 * which is the same identifier in a form that has no case.
 */
export async function markDamagedIdentifiers(database: Database): Promise<void> {
  // Facts keep an identifier as logged only where it has no capital (or decodes to nothing): one that was decoded and
  // is not kept had some. Sign-ins of the unified audit log give a GUID, which says nothing either way.
  const counted = ['access', 'sign_in'].map(
    (table) =>
      `SELECT event_id, token_raw IS NULL OR regexp_matches(token_raw, '[A-Z]') AS capital FROM ${table}
       WHERE ${BASE64} OR token_raw IS NULL AND token_id IS NOT NULL${table === 'sign_in' ? ` AND kind <> 'ual'` : ''}`,
  );
  // Nearly every case has capitals everywhere: one look without a join settles it.
  const suspects = await database.one(`SELECT count(*) AS n FROM (${counted.join(' UNION ALL ')}) WHERE NOT capital`);
  if (Number(suspects['n']) < ENOUGH) return;
  await database.run(
    `CREATE OR REPLACE TEMP TABLE damaged AS
     SELECT source_id FROM (${counted.join(' UNION ALL ')}) JOIN (SELECT event_id, source_id FROM event_source WHERE status = 'stored') USING (event_id)
     GROUP BY source_id HAVING count(*) >= ${ENOUGH} AND NOT bool_or(capital)`,
  );
  await database.run('UPDATE source SET identifiers_damaged = true WHERE source_id IN (SELECT source_id FROM damaged)');
  await database.run(
    `CREATE OR REPLACE TEMP TABLE damaged_event AS SELECT DISTINCT event_id FROM event_source SEMI JOIN damaged USING (source_id) WHERE status = 'stored'`,
  );
  const within = 'event_id IN (SELECT event_id FROM damaged_event)';
  await database.run(`UPDATE access SET token_id = NULL, token_state = 'damaged' WHERE ${within} AND ${BASE64}`);
  await database.run(`UPDATE sign_in SET token_id = request_id WHERE ${within} AND ${BASE64}`);
  for (const table of ['send', 'search', 'change', 'directory_read', 'owa_issuance']) {
    await database.run(`UPDATE ${table} SET token_id = NULL WHERE ${within} AND token_id IS NOT NULL`);
  }
  await database.run(
    `UPDATE ${storedIn(tableNamed('event'))} AS e SET token_id = (SELECT min(s.token_id) FROM sign_in AS s WHERE s.event_id = e.event_id) WHERE ${within} AND token_id IS NOT NULL`,
  );
  await database.run('DROP TABLE damaged');
  await database.run('DROP TABLE damaged_event');
}
