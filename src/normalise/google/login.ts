/**
 * Sign-ins to Google accounts. Only `login_success` is a sign-in that was completed; a challenge is a step of one, and
 * the warnings ("suspicious login") are attempts that Google says it blocked.
 * Source: developers.google.com/workspace/admin/reports/v1/appendix/activity/login
 */
import type { Family, Projection } from '../family.ts';
import { ACTOR_TYPE, ADDRESS_RAW, COMMON, eventsWith, firstParameter, parameter } from './common.ts';

const LOGINS = eventsWith({ affected: `ll_lower(${parameter('affected_email_address')})`, account: 'll_lower(email)' });

/** Attempts that Google itself warns of, and blocked; named in `risk_state`. */
const WARNINGS = `('suspicious_login', 'suspicious_login_less_secure_app', 'suspicious_programmatic_login')`;

const signIn: Projection = {
  table: 'sign_in',
  from: LOGINS,
  where: `application = 'login' AND e.name IN ('login_success', 'login_failure', 'login_challenge', 'login_verification', 'suspicious_login', 'suspicious_login_less_secure_app', 'suspicious_programmatic_login')`,
  columns: {
    ...COMMON,
    kind: `'google'`,
    itemised: 'true',
    actor: `coalesce(affected, ${COMMON['actor'] ?? ''})`,
    actor_type: `CASE WHEN affected IS NOT NULL THEN 'user' ELSE ${ACTOR_TYPE} END`,
    // A warning's actor may be the vendor: the id is the account's only where the address is too.
    actor_id: `CASE WHEN affected IS NULL OR affected = account THEN lower(profile) END`,
    address_raw: ADDRESS_RAW,
    session_id: `lower(${parameter('dusi')})`,
    country: 'region',
    asn: 'asn',
    client_app: parameter('login_type'),
    outcome: `CASE WHEN e.name = 'login_success' THEN 'completed' WHEN e.name = 'login_failure' OR e.name IN ${WARNINGS} THEN 'failed' ELSE 'interrupted' END`,
    status_detail: `coalesce(ll_joined(${firstParameter('login_failure_type', 'login_challenge_status')}), e.name)`,
    auth_requirement: `CASE ll_bool(${parameter('is_second_factor')}) WHEN true THEN 'multiFactorAuthentication' END`,
    auth_protocol: `ll_joined(${parameter('login_challenge_method')})`,
    risk_level: `CASE ll_bool(${parameter('is_suspicious')}) WHEN true THEN 'suspicious' END`,
    risk_state: `CASE WHEN e.name IN ${WARNINGS} THEN e.name END`,
  },
};

/** Changes a user makes to the own account, and accounts that Google disabled. */
const CATEGORY = `CASE
  WHEN e.name = 'password_edit' THEN 'password'
  WHEN starts_with(e.name, '2sv_') OR starts_with(e.name, 'titanium_') OR starts_with(e.name, 'recovery_') OR starts_with(e.name, 'passkey_') THEN 'auth-method'
  WHEN starts_with(e.name, 'email_forwarding_') THEN 'forwarding'
  WHEN starts_with(e.name, 'account_disabled_') THEN 'account' END`;

const change: Projection = {
  table: 'change',
  from: LOGINS,
  where: `application IN ('login', 'user_accounts') AND ${CATEGORY} IS NOT NULL`,
  columns: {
    ...COMMON,
    category: CATEGORY,
    operation: 'e.name',
    actor_type: ACTOR_TYPE,
    target_kind: `CASE WHEN starts_with(e.name, 'email_forwarding_') THEN 'mailbox' ELSE 'user' END`,
    target: `coalesce(affected, account)`,
    target_id: `CASE WHEN affected IS NULL THEN lower(profile) END`,
    mailbox_id: `CASE WHEN starts_with(e.name, 'email_forwarding_') THEN account END`,
    mailbox: `CASE WHEN starts_with(e.name, 'email_forwarding_') THEN account END`,
    destination: `ll_lower(${parameter('email_forwarding_destination_address')})`,
    enabled: `CASE WHEN e.name IN ('2sv_disable', 'titanium_unenroll') THEN false WHEN e.name IN ('2sv_enroll', 'titanium_enroll', 'email_forwarding_out_of_domain') THEN true END`,
  },
};

export const GOOGLE_LOGIN: Family = {
  name: 'google-login',
  doc: 'Sign-ins to Google accounts, and what users change in their accounts.',
  stages: ['google-activity'],
  gate: `application IN ('login', 'user_accounts')`,
  facts: [signIn, change],
};
