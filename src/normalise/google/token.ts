/**
 * OAuth of Google: consents, and calls of APIs by applications. A call names method, client and bytes, but no message
 * and no folder; it is a request (`directory_read`), not an access, and nothing more is claimed.
 * Source: developers.google.com/workspace/admin/reports/v1/appendix/activity/token
 */
import type { Family, Projection } from '../family.ts';
import { ACTOR_TYPE, COMMON, eventsWith, firstParameter, parameter } from './common.ts';

const TOKENS = eventsWith({
  client: `lower(${parameter('client_id')})`,
  scope: `ll_joined(${parameter('scope')})`,
  method: parameter('method_name'),
  api: parameter('api_name'),
  account: 'll_lower(email)',
});

const OF_MAIL = `contains(scope, 'mail.google.com') OR contains(scope, 'auth/gmail')`;

const consent: Projection = {
  table: 'change',
  from: TOKENS,
  where: `application = 'token' AND e.name IN ('authorize', 'revoke', 'deny', 'request')`,
  columns: {
    ...COMMON,
    category: `'consent'`,
    operation: 'e.name',
    actor_type: ACTOR_TYPE,
    target_kind: `'application'`,
    target: `coalesce(${firstParameter('app_name', 'client_id')}, NULL)`,
    target_id: 'client',
    name: parameter('app_name'),
    grantee: 'account',
    mailbox_id: `CASE WHEN ${OF_MAIL} THEN account END`,
    mailbox: `CASE WHEN ${OF_MAIL} THEN account END`,
    permissions: 'scope',
    enabled: `CASE e.name WHEN 'authorize' THEN true WHEN 'revoke' THEN false END`,
    app_id: 'client',
    client_info: parameter('client_type'),
    outcome: `CASE e.name WHEN 'authorize' THEN 'success' WHEN 'deny' THEN 'failure' END`,
  },
};

const call: Projection = {
  table: 'directory_read',
  from: TOKENS,
  where: `application = 'token' AND e.name = 'activity'`,
  columns: {
    part: 'part',
    tenant: 'tenant_id',
    time: 'event_time',
    actor_id: 'lower(profile)',
    app_id: 'client',
    address: 'll_address(ip)',
    target: `CASE
      WHEN method LIKE 'gmail.users.labels%' THEN 'mail-folders'
      WHEN api = 'gmail' OR method LIKE 'gmail.%' THEN 'messages'
      WHEN method LIKE 'directory.users%' THEN 'users'
      WHEN method LIKE 'directory.groups%' OR method LIKE 'directory.members%' THEN 'groups'
      WHEN method LIKE 'directory.%' THEN 'directory'
      WHEN api = 'people' THEN 'people'
      ELSE 'other' END`,
    uri: 'method',
    response_bytes: `ll_int(${parameter('num_response_bytes')})`,
    scopes: 'scope',
    client_info: `coalesce(${firstParameter('app_name', 'client_type')}, NULL)`,
  },
};

export const GOOGLE_TOKEN: Family = {
  name: 'google-token',
  doc: 'Consents to applications, their withdrawal, and the calls of APIs made with them.',
  stages: ['google-activity'],
  gate: `application = 'token'`,
  facts: [consent, call],
};
