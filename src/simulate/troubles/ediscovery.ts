/**
 * A lawful eDiscovery: a case officer searches all mailboxes for what a court asks for, looks at what was found, and
 * exports it. What is exported leaves no record of accesses, only those of the search.
 */
import type { Person } from '../core/model.ts';
import type { Trouble } from '../core/plugin.ts';
import { DAY, HOUR, MINUTE } from '../core/time.ts';
import { beginOf } from '../mail/fetch.ts';
import { officeEndpoint } from '../people/networks.ts';
import { complianceSearch } from '../records/changes.ts';

const SEARCH = 'Matter 2026-114';
const QUERY = 'tender AND (harbour OR crane)';
/** Operations by hours after the start. */
const STEPS: readonly (readonly [hours: number, operation: string])[] = [
  [0, 'CaseAdded'],
  [1, 'SearchCreated'],
  [1, 'SearchStarted'],
  [3, 'SearchPreviewed'],
  [26, 'SearchStarted'],
  [28, 'SearchExported'],
  [30, 'SearchExportDownloaded'],
];

/** `day` of the simulation on which it begins; null: a third of the way in. */
export function ediscovery(day: number | null = null): Trouble {
  return {
    name: 'ediscovery',
    title: 'A case officer searches all mailboxes and exports what was found',
    setUp: (tenant) => {
      const { seed, people, id } = tenant;
      const begin = beginOf(tenant, day) + 9 * HOUR;
      const officer = people[Math.floor(people.length / 2)] as Person;
      return {
        hour: (hour, _ordinary, emit) => {
          if (hour < begin || hour > begin + 2 * DAY) return [];
          for (const [number, [hours, operation]] of STEPS.entries()) {
            if (hour !== begin + hours * HOUR) continue;
            const time = hour + (4 + 6 * number) * MINUTE;
            const from = officeEndpoint(seed, officer.office, time);
            const occasion = { seed, tenant: id, time, by: null, actor: officer, from, purpose: 'ediscovery', number };
            emit(complianceSearch(occasion, operation, SEARCH, QUERY));
          }
          return [];
        },
      };
    },
  };
}
