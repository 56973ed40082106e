/** The derived facts, computed anew from the whole case after every ingest, in one transaction. */
import { type Database, inTransaction } from '../../store/index.ts';
import { deriveAddresses, type VendorNetwork } from './addresses.ts';
import { markDamagedIdentifiers } from './damage.ts';
import type { GeoLookup } from './geo.ts';
import { deriveIdentity } from './identity.ts';
import {
  deriveApplications,
  deriveIssuances,
  deriveObserved,
  nameGrantedApplications,
  type ReferenceApplication,
} from './rhythm.ts';
import { fillTenants } from './tenants.ts';

export interface DeriveOptions {
  /** Published networks of the vendors. */
  readonly networks: readonly VendorNetwork[];
  /** Applications of the reference. */
  readonly applications: readonly ReferenceApplication[];
  /** From `openGeo`; without any, network names and countries are null. */
  readonly geo: readonly GeoLookup[];
}

/** Fills every derived table. All of it or nothing; running it again gives the same rows. */
export async function deriveFacts(database: Database, options: DeriveOptions): Promise<void> {
  await inTransaction(database, async () => {
    await fillTenants(database);
    await markDamagedIdentifiers(database);
    await deriveIdentity(database);
    await deriveAddresses(database, options.networks, options.geo);
    await nameGrantedApplications(database);
    await deriveApplications(database, options.applications);
    await deriveIssuances(database);
    await deriveObserved(database);
  });
}
