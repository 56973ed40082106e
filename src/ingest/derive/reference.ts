/** What `deriveFacts` needs of `reference/`, in its form. */
import { loadApplications, loadNetworks } from '../../facts/reference.ts';
import type { DeriveOptions } from './derive.ts';

/** Reads `reference/networks.yml` and `reference/applications.yml`. Private networks are no vendor's: derive knows them itself. */
export function referenceData(): Pick<DeriveOptions, 'networks' | 'applications'> {
  return {
    networks: loadNetworks().flatMap(({ prefix, networkClass, vendor }) =>
      networkClass === 'private' ? [] : [{ prefix, class: networkClass, vendor }],
    ),
    applications: loadApplications().map(({ id, name, firstParty, kind }) => ({ appId: id, name, firstParty, kind })),
  };
}
