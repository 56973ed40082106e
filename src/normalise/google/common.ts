/** Columns that all Google families fill alike, and the `event` of each event. */
import type { Family } from '../family.ts';

/** The stage's rows, one a event: `e` is the event, `part` its place in the activity. */
export const EVENTS = `(SELECT * EXCLUDE (parts), unnest(parts) AS e, generate_subscripts(parts, 1) - 1 AS part FROM {staged})`;

/** The same with further columns, each computed once: what a family names often it names by column. */
export function eventsWith(columns: Readonly<Record<string, string>>): string {
  return `(SELECT *, ${Object.entries(columns)
    .map(([name, expression]) => `${expression} AS ${name}`)
    .join(', ')} FROM ${EVENTS})`;
}

/** SQL: the parameter `name` of the event. */
export function parameter(name: string): string {
  return `ll_google(e.p, '${name}')`;
}

/** SQL: the first of these parameters that is there. */
export function firstParameter(...names: readonly string[]): string {
  return `coalesce(${names.map(parameter).join(', ')}, NULL)`;
}

/** Whose event it is: the account, else the service or key that acted. */
const ACTOR = `coalesce(ll_actor(email), nullif(caller_key, ''))`;

export const ACTOR_TYPE = `CASE WHEN email IS NOT NULL THEN ll_actor_type(email) WHEN caller_key IS NOT NULL THEN 'service' END`;

export const COMMON: Readonly<Record<string, string>> = {
  part: 'part',
  vendor: `'google'`,
  tenant: 'tenant_id',
  time: 'event_time',
  actor: ACTOR,
  actor_id: 'lower(profile)',
  address: 'll_address(ip)',
};

export const ADDRESS_RAW = 'CASE WHEN ll_address(ip) <> ip THEN ip END';

const LOG_KIND = `CASE application WHEN 'login' THEN 'google-login' WHEN 'token' THEN 'google-token' WHEN 'gmail' THEN 'google-gmail' WHEN 'admin' THEN 'google-admin' ELSE 'google-other' END`;

/** Gmail names every event "delivery"; what happened stands in its number. */
const OPERATION = `CASE WHEN application = 'gmail' AND e.g.mail_type IS NOT NULL THEN coalesce(e.name, 'delivery') || ':' || e.g.mail_type ELSE e.name END`;

const OBJECT = firstParameter(
  'USER_EMAIL',
  'affected_email_address',
  'GROUP_EMAIL',
  'doc_id',
  'client_id',
  'calendar_id',
  'target_user',
  'user_email',
  'email_forwarding_destination_address',
  'SETTING_NAME',
  'APPLICATION_NAME',
  'DOMAIN_NAME',
  'application_name',
  'resource_id',
  'rule_name',
);

export const GOOGLE_EVENT: Family = {
  name: 'google-event',
  doc: 'One event for each event of every activity of the Reports API.',
  stages: ['google-activity'],
  facts: [
    {
      table: 'event',
      from: EVENTS,
      columns: {
        ...COMMON,
        log_kind: LOG_KIND,
        vendor_id: 'qualifier',
        operation: OPERATION,
        workload: 'application',
        actor_type: ACTOR_TYPE,
        mailbox_id: `CASE WHEN application = 'gmail' THEN ll_lower(email) END`,
        app_id: `CASE application WHEN 'token' THEN lower(${parameter('client_id')}) END`,
        session_id: `lower(coalesce(${parameter('dusi')}, e.g.dusi))`,
        outcome: `CASE WHEN application IN ('login', 'saml') THEN CASE e.name WHEN 'login_success' THEN 'success' WHEN 'login_failure' THEN 'failure' END
          WHEN application = 'gmail' THEN CASE ll_bool(e.g.success) WHEN true THEN 'success' WHEN false THEN 'failure' END END`,
        object: `coalesce(e.g.message_id, ${OBJECT})`,
      },
    },
  ],
};
