/** Addresses to network and country, through the .mmdb files a user brings. Nothing is asked of any network. */
import { type AsnResponse, type CityResponse, open } from 'maxmind';
import { LetterlockError } from '../../errors.ts';

/** What a file knows of an address; null where it does not say. */
export interface GeoFacts {
  readonly asn: number | null;
  readonly asnName: string | null;
  /** ISO 3166 code. */
  readonly country: string | null;
}

export type GeoLookup = (address: string) => GeoFacts;

const NOTHING: GeoFacts = { asn: null, asnName: null, country: null };

/** Opens .mmdb files (ASN, country or city). Throws `geo-invalid` for a file that cannot be used. */
export async function openGeo(paths: readonly string[]): Promise<readonly GeoLookup[]> {
  return await Promise.all(paths.map(openOne));
}

async function openOne(path: string): Promise<GeoLookup> {
  const reader = await open<AsnResponse & CityResponse>(path).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new LetterlockError('geo-invalid', { path, reason }, { cause });
  });
  return (address) => {
    // The reader throws for text that is no address; an address it does not know gives null.
    const found = (() => {
      try {
        return reader.get(address);
      } catch {
        return null;
      }
    })();
    if (found === null) return NOTHING;
    return {
      asn: found.autonomous_system_number ?? null,
      asnName: found.autonomous_system_organization ?? null,
      country: found.country?.iso_code ?? found.registered_country?.iso_code ?? null,
    };
  };
}

/** What several files know together: the first that states something stands. */
export function geoFacts(address: string, lookups: readonly GeoLookup[]): GeoFacts {
  return lookups.reduce<GeoFacts>((known, lookup) => {
    if (known.asn !== null && known.country !== null) return known;
    const more = lookup(address);
    return {
      asn: known.asn ?? more.asn,
      asnName: known.asnName ?? more.asnName,
      country: known.country ?? more.country,
    };
  }, NOTHING);
}
