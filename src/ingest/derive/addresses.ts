/** `address`: every client address of the facts, with the network it is compared by. */
import { appendRows, type Database, type PlainRow } from '../../store/index.ts';
import { geoFacts, type GeoLookup } from './geo.ts';
import { defaultNetwork, type NetworkPrefix, networkTable, PRIVATE_NETWORKS } from './networks.ts';

/** Published networks of the vendors (`reference/networks.yml`). */
export type VendorNetwork = NetworkPrefix<'vendor-service' | 'vendor-cloud'>;

const WITH_ADDRESSES = ['event', 'access', 'sign_in', 'send', 'change', 'directory_read'] as const;

export async function deriveAddresses(database: Database, networks: readonly VendorNetwork[], geo: readonly GeoLookup[]): Promise<void> {
  const each = WITH_ADDRESSES.map((table) => `SELECT DISTINCT address FROM ${table} WHERE address IS NOT NULL`);
  const rows = await database.all(`SELECT address FROM (${each.join(' UNION ')}) ORDER BY address`);
  const describe = addressRow(networks, geo);
  await database.run('DELETE FROM address');
  await appendRows(database, 'address', rows.map((row) => describe(String(row['address']))));
}

/** Makes the row of one address. Text that is no address (a host name, "unknown") stands for itself, class `other`. */
export function addressRow(networks: readonly VendorNetwork[], geo: readonly GeoLookup[]): (address: string) => PlainRow {
  const find = networkTable<NetworkPrefix>([...networks, ...PRIVATE_NETWORKS]);
  return (address) => {
    const found = find(address);
    const known = geoFacts(address, geo);
    const published = found !== null && found.class !== 'private' ? found.prefix : null;
    const system = known.asn === null ? null : `AS${known.asn}`;
    return {
      address,
      network: published ?? system ?? defaultNetwork(address) ?? address,
      network_class: found?.class ?? 'other',
      asn: known.asn,
      asn_name: known.asnName,
      country: known.country,
    };
  };
}
