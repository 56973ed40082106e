/**
 * What administrators change, search and export: Admin log, Vault and Takeout.
 * Sources: developers.google.com/workspace/admin/reports/v1/appendix/activity/admin-event-names and …/vault
 */
import { literal } from '../../facts/index.ts';
import type { Family, Projection } from '../family.ts';
import { ADMIN_CATEGORIES, ADMIN_VIEWS } from './admin-categories.ts';
import { ACTOR_TYPE, COMMON, EVENTS, eventsWith, firstParameter, parameter } from './common.ts';

const SUBJECT = `upper(coalesce(e.name, '') || ' ' || coalesce(${parameter('SETTING_NAME')}, ''))`;

const ADMIN = `CASE ${ADMIN_CATEGORIES.map(([pattern, category]) => `WHEN contains(said, ${literal(pattern)}) THEN ${literal(category)}`).join(' ')} ELSE 'other' END`;

const IS_VIEW = ADMIN_VIEWS.map((pattern) => `contains(upper(e.name), ${literal(pattern)})`).join(' OR ');

/** Vault and Takeout name what they do in lower case: `create_export`, `download_export`, `run_query` and the like. */
const OTHER = `CASE WHEN contains(lower(e.name), 'takeout') THEN 'export'
  WHEN application = 'vault' AND contains(lower(e.name), 'export') THEN 'export'
  WHEN application = 'vault' AND (contains(lower(e.name), 'query') OR contains(lower(e.name), 'search') OR contains(lower(e.name), 'preview')) THEN 'compliance-search'
  WHEN application = 'takeout' THEN 'export' END`;

const CATEGORY = `CASE WHEN application = 'admin' THEN CASE WHEN NOT (${IS_VIEW}) THEN ${ADMIN} END WHEN application NOT IN ('login', 'token', 'gmail', 'user_accounts') THEN ${OTHER} END`;

const ACCOUNT = `ll_lower(${firstParameter('USER_EMAIL', 'user_email', 'EMAIL_LOG_SEARCH_RECIPIENT')})`;
const CONCERNS_MAIL = `category IN ('forwarding', 'delegate')`;

const change: Projection = {
  table: 'change',
  from: `(SELECT *, ${CATEGORY} AS category FROM ${eventsWith({ said: SUBJECT, account: ACCOUNT, new_value: `ll_joined(${firstParameter('NEW_VALUE', 'new_value')})` })})`,
  where: 'category IS NOT NULL',
  columns: {
    ...COMMON,
    category: 'category',
    operation: 'e.name',
    actor_type: ACTOR_TYPE,
    target_kind: `CASE WHEN account IS NOT NULL THEN CASE WHEN ${CONCERNS_MAIL} THEN 'mailbox' ELSE 'user' END
      WHEN ${parameter('GROUP_EMAIL')} IS NOT NULL THEN 'group'
      WHEN ${firstParameter('API_CLIENT_NAME', 'OAUTH2_APP_ID', 'APP_ID')} IS NOT NULL THEN 'application' ELSE 'organisation' END`,
    target: `coalesce(account, ll_lower(${parameter('GROUP_EMAIL')}), ${firstParameter('OAUTH2_APP_NAME', 'API_CLIENT_NAME', 'APPLICATION_NAME', 'DOMAIN_NAME', 'ORG_UNIT_NAME', 'matter_id', 'resource_name')})`,
    mailbox_id: `CASE WHEN ${CONCERNS_MAIL} THEN account END`,
    mailbox: `CASE WHEN ${CONCERNS_MAIL} THEN account END`,
    name: firstParameter(
      'USER_DEFINED_SETTING_NAME',
      'SETTING_NAME',
      'ROLE_NAME',
      'OAUTH2_APP_NAME',
      'APPLICATION_NAME',
      'resource_name',
      'resource_url',
    ),
    destination: `ll_lower(${firstParameter('EMAIL_MONITOR_DEST_EMAIL', 'FORWARDING_EMAIL', 'DESTINATION_USER_EMAIL', 'NEW_OWNER_EMAIL')})`,
    grantee: `CASE WHEN category = 'role' THEN account ELSE ll_lower(${firstParameter('DELEGATE_EMAIL', 'MAIL_DELEGATE')}) END`,
    permissions: `ll_joined(${firstParameter('API_SCOPES', 'PRIVILEGE_NAME', 'OAUTH2_SERVICE_NAME')})`,
    filter: `coalesce(${firstParameter('query', 'INVESTIGATION_QUERY')}, NULL)`,
    enabled: `CASE WHEN regexp_matches(e.name, '^(TURN_OFF|DELETE_|REMOVE_|REVOKE_|UNASSIGN_|UNENROLL_|BLOCK_)') THEN false
      WHEN ll_bool(new_value) IS NOT NULL THEN ll_bool(new_value)
      WHEN regexp_matches(e.name, '^(CREATE_|ADD_|ASSIGN_|GRANT_|AUTHORIZE_|ENFORCE_|ENABLE_)') THEN true END`,
    value: 'new_value',
    previous: `ll_joined(${firstParameter('OLD_VALUE', 'old_value')})`,
    app_id: `lower(${firstParameter('OAUTH2_APP_ID', 'API_CLIENT_NAME', 'APP_ID')})`,
  },
};

const search: Projection = {
  table: 'search',
  from: EVENTS,
  where: `application = 'admin' AND (starts_with(e.name, 'SECURITY_INVESTIGATION') OR e.name = 'EMAIL_LOG_SEARCH') OR application = 'vault' AND (contains(lower(e.name), 'query') OR contains(lower(e.name), 'search'))`,
  columns: {
    ...COMMON,
    mailbox: `ll_lower(${firstParameter('EMAIL_LOG_SEARCH_RECIPIENT', 'USER_EMAIL')})`,
    mailbox_id: `ll_lower(${firstParameter('EMAIL_LOG_SEARCH_RECIPIENT', 'USER_EMAIL')})`,
    query: `CASE WHEN ll_keep_subjects() THEN ${firstParameter('INVESTIGATION_QUERY', 'query')} END`,
    scope: `CASE application WHEN 'vault' THEN 'compliance' ELSE 'investigation' END`,
  },
};

export const GOOGLE_ADMIN: Family = {
  name: 'google-admin',
  doc: 'Settings, roles, applications, searches and exports of administrators; exports of Vault and Takeout.',
  stages: ['google-activity'],
  gate: `application NOT IN ('login', 'token', 'gmail', 'user_accounts')`,
  facts: [change, search],
};
