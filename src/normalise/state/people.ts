/** `people.csv` of the user's own: address, department, title, name, in whatever capitals and of whichever vendor. */
import type { Family, PathStage } from '../family.ts';
import { claims, exportStage } from './configuration.ts';
import { oneAddress } from './values.ts';

/** JSON paths of a column in lower case, with a capital, and in capitals. */
function column(...names: readonly string[]): readonly string[] {
  return [
    ...new Set(names.flatMap((name) => [name, name.charAt(0).toUpperCase() + name.slice(1), name.toUpperCase()])),
  ].map((name) => `$."${name}"`);
}

export const PEOPLE_STAGE: PathStage = exportStage({
  name: 'people',
  takes: ['people'],
  doc: 'Rows of people.csv.',
  paths: {
    address_raw: column('address', 'email', 'mail', 'upn', 'userPrincipalName', 'emailAddress', 'email address'),
    department: column('department', 'dept', 'unit', 'team'),
    title: column('title', 'jobTitle', 'job title', 'role', 'position'),
    display_name: column('name', 'displayName', 'display name', 'full name'),
  },
});

export const PEOPLE: Family = {
  name: 'people',
  doc: 'What the user says about persons. It ties no identifiers; it describes whoever bears the address.',
  stages: ['people'],
  facts: [
    {
      table: 'event',
      columns: {
        vendor: `'m365'`,
        log_kind: `'people'`,
        operation: `'people'`,
        workload: `'people'`,
        object: `coalesce(${oneAddress('address_raw')}, address_raw)`,
      },
    },
    claims(oneAddress('address_raw'), {
      'alias': oneAddress('address_raw'),
      'display-name': 'display_name',
      'department': 'department',
      'title': 'title',
    }),
  ],
};
