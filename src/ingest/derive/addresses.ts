/** `address`: every client address of the facts, with the network it is compared by. */
import { findColumn, tableNamed, type Vendor } from '../../facts/index.ts';
import { appendRows, type Database, type PlainRow } from '../../store/index.ts';
import { type GeoLookup, geoFacts } from './geo.ts';
import { defaultNetwork, type NetworkPrefix, networkTable, PRIVATE_NETWORKS } from './networks.ts';
import { emptyTable } from './replace.ts';

/** Published networks of the vendors (`reference/networks.yml`). */
export interface VendorNetwork extends NetworkPrefix<'vendor-service' | 'vendor-cloud'> {
  /** Whose it is. One vendor's own service is a stranger to the other's mailboxes. */
  readonly vendor?: Vendor | null;
}

const WITH_ADDRESSES = ['event', 'access', 'sign_in', 'send', 'change', 'directory_read'] as const;

export async function deriveAddresses(
  database: Database,
  networks: readonly VendorNetwork[],
  geo: readonly GeoLookup[],
): Promise<void> {
  const each = WITH_ADDRESSES.map((table) => {
    const vendor = findColumn(tableNamed(table), 'vendor') === undefined ? 'CAST(NULL AS VARCHAR)' : 'vendor';
    return `SELECT DISTINCT address, ${vendor} AS vendor FROM ${table} WHERE address IS NOT NULL`;
  });
  const rows = await database.all(
    `SELECT address, CASE WHEN min(vendor) = max(vendor) THEN min(vendor) END AS vendor FROM (${each.join(' UNION ALL ')}) GROUP BY address ORDER BY address`,
  );
  const describe = addressRow(networks, geo);
  await emptyTable(database, 'address');
  await appendRows(
    database,
    'address',
    rows.map((row) => describe(String(row['address']), row['vendor'] === null ? null : String(row['vendor']))),
  );
}

/**
 * Makes the row of one address and the vendor whose records carry it (null: both). Text that is no address (a host
 * name, "unknown") stands for itself, class `other`.
 */
export function addressRow(
  networks: readonly VendorNetwork[],
  geo: readonly GeoLookup[],
): (address: string, vendor: string | null) => PlainRow {
  const find = networkTable<NetworkPrefix & { readonly vendor?: Vendor | null }>([...networks, ...PRIVATE_NETWORKS]);
  return (address, vendor) => {
    const found = find(address);
    const known = geoFacts(address, geo);
    // The other vendor's own service is as good as anybody's machine.
    const strange =
      found?.class === 'vendor-service' &&
      found.vendor !== undefined &&
      found.vendor !== null &&
      found.vendor !== vendor;
    const networkClass = strange ? 'vendor-cloud' : (found?.class ?? 'other');
    const published = networkClass === 'vendor-service' ? (found?.prefix ?? null) : null;
    // Machines for rent share their vendor's prefixes and AS with strangers: only the small default network ties them.
    const system = known.asn === null || networkClass === 'vendor-cloud' ? null : `AS${known.asn}`;
    return {
      address,
      network: published ?? system ?? defaultNetwork(address) ?? address,
      network_class: networkClass,
      asn: known.asn,
      asn_name: known.asnName,
      country: known.country,
    };
  };
}
