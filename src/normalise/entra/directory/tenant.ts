/** The tenant itself: federation, conditional access, policies. */
import type { ChangeRule } from '../../change.ts';
import { fresh, GIVEN, plain, UPDATED } from './properties.ts';

/** All properties as `Name=value`, in the vendor's order, within 4,000 characters. */
const everything = (values: string): string =>
  `nullif(left(array_to_string(list_filter(list_transform(list_zip(d_names, ${values}), lambda z: CASE WHEN z[1] <> 'Included Updated Properties' THEN z[1] || '=' || z[2] END), lambda z: z IS NOT NULL), ' | '), 4000), '')`;

const TENANT: Readonly<Record<string, string>> = {
  target: 'coalesce(d_target_name, d_target_id)',
  target_id: 'll_lower(d_target_id)',
  name: 'd_target_name',
  value: `coalesce(${UPDATED}, ${fresh('LiveType')})`,
};
const WHOLE: Readonly<Record<string, string>> = {
  ...TENANT,
  enabled: GIVEN,
  value: everything('d_new'),
  previous: everything('d_old'),
};

export const TENANT_RULES: readonly ChangeRule[] = [
  plain(
    'federation',
    'organisation',
    WHOLE,
    [
      'set domain authentication',
      'set federation settings on domain',
      'add unverified domain',
      'add verified domain',
      'verify domain',
      'verify email verified domain',
      'remove unverified domain',
      'remove verified domain',
      'update domain',
      'set directory sync enabled flag',
      'set dirsyncenabled flag',
      'set dirsync feature',
      'add partner to company',
      'create company',
      'update external secrets',
      'set accidental deletion threshold',
    ],
    'd_by_somebody',
  ),
  {
    when: `d_operation LIKE '%conditional access policy' OR d_operation LIKE '%named location' OR d_operation LIKE '%continuous access evaluation policy'`,
    category: 'conditional-access',
    targetKind: 'organisation',
    columns: WHOLE,
  },
  plain(
    'policy',
    'organisation',
    WHOLE,
    [
      'add policy',
      'update policy',
      'delete policy',
      'update authorization policy',
      'set directory feature on tenant',
      'set company information',
      'update company settings',
      'disable security defaults',
      'enable security defaults',
      'update security defaults',
      'authentication methods policy update',
      'authentication methods policy reset',
      'update tenant setting',
      'add default policy to service principal',
      'add policy to service principal',
      'remove policy from service principal',
      'add a partner to cross-tenant access setting',
      'update a partner cross-tenant access setting',
      'update the company default cross-tenant access setting',
      'update cross-tenant access setting',
      'set password policy',
    ],
    'd_by_somebody',
  ),
];
