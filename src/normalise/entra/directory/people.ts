/** People: roles, passwords, methods of authentication, accounts, licences. */
import type { ChangeRule } from '../../change.ts';
import { changed, either, fresh, GIVEN, labelled, named, old, plain, UPDATED } from './properties.ts';

const USER: Readonly<Record<string, string>> = {
  target: 'll_actor(coalesce(d_target_upn, d_target_name, d_target_id))',
  target_id: 'll_lower(d_target_id)',
};

const STRONG = [
  'StrongAuthenticationMethod',
  'StrongAuthenticationRequirement',
  'StrongAuthenticationUserDetails',
  'StrongAuthenticationPhoneAppDetail',
  'SearchableDeviceKey',
  'AlternativeSecurityId',
];
/** Properties of a user whose change matters to who may come in or where mail for the user goes. */
const OF_ACCOUNT = [
  'AccountEnabled',
  'UserPrincipalName',
  'ProxyAddresses',
  'OtherMail',
  'Mail',
  'UserType',
  'SourceAnchor',
  'PasswordPolicies',
];

const ROLE_OPERATIONS = [
  'add member to role',
  'remove member from role',
  'add eligible member to role',
  'remove eligible member from role',
  'add scoped member to role',
  'remove scoped member from role',
  'add member to role completed (pim activation)',
  'add member to role in pim completed (permanent)',
  'add member to role in pim completed (timebound)',
  'add eligible member to role in pim completed (permanent)',
  'add eligible member to role in pim completed (timebound)',
  'add member to role outside of pim (permanent)',
  'remove member from role in pim completed (permanent)',
  'remove member from role in pim completed (timebound)',
  'user has elevated their access to user access administrator for their azure resources',
];

export const PERSON_RULES: readonly ChangeRule[] = [
  plain(
    'role',
    'user',
    {
      ...USER,
      name: `coalesce(${either('Role.DisplayName')}, ${either('Role.WellKnownObjectName')})`,
      permissions: either('Role.WellKnownObjectName'),
      grantee: 'coalesce(ll_lower(d_target_upn), ll_lower(d_target_id))',
      enabled: GIVEN,
    },
    ROLE_OPERATIONS,
    'd_by_somebody',
  ),
  plain('password', 'user', USER, [
    'reset user password',
    'change user password',
    'reset password (by admin)',
    'reset password (self-service)',
    'change password (self-service)',
    'set force change user password',
    'update passwordprofile',
    'unlock user account (self-service)',
    'unlock user account',
    'issue temporary access pass',
    'create temporary access pass',
  ]),
  plain(
    'auth-method',
    'user',
    {
      ...USER,
      enabled: GIVEN,
      value: fresh('StrongAuthenticationRequirement'),
      previous: old('StrongAuthenticationRequirement'),
    },
    ['enable strong authentication', 'disable strong authentication'],
  ),
  plain('auth-method', 'user', { ...USER, name: 'd_reason', value: labelled(STRONG, fresh) }, [
    'user registered security info',
    'user registered all required security info',
    'user changed default security info',
    'admin registered security info',
    'admin updated security info',
    'user updated security info',
    'add passkey (device-bound) registration',
    'user reviewed security info',
    'update per-user multifactor authentication state',
    'update per user multifactor authentication state',
  ]),
  plain('auth-method', 'user', { ...USER, name: 'd_reason', enabled: 'false' }, [
    'user deleted security info',
    'admin deleted security info',
    'user cancelled security info registration',
  ]),
  // Refresh tokens issued before now no longer work: what a password reset or a responder does.
  plain('auth-method', 'user', { ...USER, name: `'refresh-tokens-revoked'` }, [
    'update stsrefreshtokenvalidfrom timestamp',
    'update stsrefreshtokenvalidfrom',
    'revoke sign-in sessions',
    'revoke all refresh tokens',
  ]),
  plain(
    'auth-method',
    'user',
    {
      ...USER,
      name: `'device:' || ${either('Device.DisplayName')}`,
      grantee: 'll_lower(d_target_upn)',
      enabled: GIVEN,
    },
    ['add registered owner to device', 'remove registered owner from device'],
  ),
  {
    when: `${named('update user')} AND ${changed(...STRONG)}`,
    category: 'auth-method',
    targetKind: 'user',
    columns: { ...USER, value: labelled(STRONG, fresh), previous: labelled(STRONG, old) },
  },
  {
    when: `${named('update user')} AND ${changed(...OF_ACCOUNT)}`,
    category: 'account',
    targetKind: 'user',
    columns: { ...USER, value: labelled(OF_ACCOUNT, fresh), previous: labelled(OF_ACCOUNT, old) },
  },
  {
    when: `${named('update user')} AND ${changed('AssignedLicense', 'AssignedPlan', 'LicenseAssignmentDetail')}`,
    category: 'licence',
    targetKind: 'user',
    columns: {
      ...USER,
      value: `coalesce(${fresh('AssignedLicense')}, ${fresh('LicenseAssignmentDetail')})`,
      previous: `coalesce(${old('AssignedLicense')}, ${old('LicenseAssignmentDetail')})`,
    },
  },
  plain(
    'licence',
    'user',
    { ...USER, value: `coalesce(${fresh('AssignedLicense')}, ${UPDATED})`, previous: old('AssignedLicense') },
    ['change user license', 'set license properties', 'update user licenses'],
  ),
  plain('account', 'user', { ...USER, value: UPDATED, enabled: GIVEN }, [
    'add user',
    'delete user',
    'hard delete user',
    'restore user',
    'enable account',
    'disable account',
    'invite external user',
    'redeem external user invite',
    'add external user to application',
  ]),
];
