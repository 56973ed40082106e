/** Records that name no tenant: portal downloads, console downloads, configuration exports. */
import { findColumn, literal, RECORD_TABLES, storedIn, VENDORS } from '../../facts/index.ts';
import type { Database } from '../../store/index.ts';

/**
 * What stands as tenant where no record of the case names one, or several are named and a record is silent: facts are
 * joined on it, and a null would drop out of every join without a word.
 */
export const UNSTATED_TENANT = 'unstated';

/** Statements of people.csv belong to no vendor; they are laid beside every tenant by address. */
const NOT_PEOPLE = `log_kind <> 'people'`;

/** Fills tenants that are not stated: where the case holds exactly one tenant of a vendor, its records are of that tenant. */
export async function fillTenants(database: Database): Promise<void> {
  for (const vendor of VENDORS) {
    const stated = await database.all(
      `SELECT DISTINCT tenant FROM event WHERE vendor = ${literal(vendor)} AND ${NOT_PEOPLE} AND tenant IS NOT NULL AND tenant <> '${UNSTATED_TENANT}' ORDER BY tenant LIMIT 2`,
    );
    const only = stated.length === 1 ? String(stated[0]?.['tenant']) : UNSTATED_TENANT;
    const open = `(tenant IS NULL OR tenant = '${UNSTATED_TENANT}') AND tenant IS DISTINCT FROM ${literal(only)}`;
    for (const table of RECORD_TABLES) {
      if (findColumn(table, 'tenant') === undefined) continue;
      const own = ownRows(table.name, findColumn(table, 'vendor') !== undefined, vendor);
      const rows = await database.one(`SELECT count(*) AS n FROM ${storedIn(table)} WHERE ${open} AND ${own}`);
      if (Number(rows['n']) > 0)
        await database.run(`UPDATE ${storedIn(table)} SET tenant = ${literal(only)} WHERE ${open} AND ${own}`);
    }
    const kinds = vendor === 'google' ? `log_kind LIKE 'google-%'` : `log_kind NOT LIKE 'google-%' AND ${NOT_PEOPLE}`;
    await database.run(`UPDATE source_kind SET tenant = ${literal(only)} WHERE ${open} AND ${kinds}`);
  }
}

/** Rows of one vendor. Of the tables without a vendor column two hold both vendors' rows, and follow their event. */
function ownRows(table: string, hasVendor: boolean, vendor: string): string {
  if (table === 'event') return `vendor = ${literal(vendor)} AND ${NOT_PEOPLE}`;
  if (hasVendor) return `vendor = ${literal(vendor)}`;
  if (table === 'identity_claim' || table === 'directory_read')
    return `event_id IN (SELECT event_id FROM event WHERE vendor = ${literal(vendor)} AND ${NOT_PEOPLE})`;
  return vendor === 'm365' ? 'true' : 'false';
}
