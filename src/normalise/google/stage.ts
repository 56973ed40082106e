/**
 * Activities of the Admin SDK Reports API. One activity holds one or more events, and every one counts: `events` is a
 * list, with some collectors one object, and with pipelines that split activities its fields stand at the top level.
 * Source: developers.google.com/workspace/admin/reports/reference/rest/v1/activities/list
 */
import type { ShapedStage } from '../family.ts';

/** Text of a JSON list of events, whatever form they came in; never an empty list, so that no record is without an event. */
const EVENTS = `CASE TRY(json_type(s.events)) WHEN 'ARRAY' THEN CASE WHEN json_array_length(s.events) > 0 THEN s.events ELSE '[{}]' END
  WHEN 'OBJECT' THEN '[' || s.events || ']'
  ELSE '[' || CAST(json_object('type', s."type", 'name', s."name", 'parameters', TRY(CAST(s.parameters AS JSON))) AS VARCHAR) || ']' END`;

/** SQL: a JSON list of addresses (`{"address": …}` or a list of parameters), joined. */
export function recipients(destination: string): string {
  return `nullif(array_to_string(list_filter(list_transform(
    TRY(json_transform(CASE WHEN starts_with(${destination}, '[') THEN ${destination} ELSE '[' || ${destination} || ']' END, '["VARCHAR"]')),
    lambda d: lower(ll_google(ll_google_params(d), 'address'))), lambda a: a IS NOT NULL), ';'), '')`;
}

/**
 * The two groups of parameters that a Gmail event consists of, as one struct of texts. Each level is taken apart once:
 * an expression named twice is planned twice, and nested five deep a statement takes seconds to plan.
 */
function mailFields(info: string, message: string): string {
  const levels = `list_transform(list_transform(list_transform([struct_pack(i := ${info}, m := ${message})],
    lambda g: struct_pack(i := g.i, m := g.m, context := ll_google_params(ll_google(g.i, 'client_context')))),
    lambda g: struct_pack(i := g.i, m := g.m, context := g.context, session := ll_google_params(ll_google(g.context, 'session_context')),
      source := ll_google_params(ll_google(g.m, 'source')), connection := ll_google_params(ll_google(g.m, 'connection_info')), destination := ll_google(g.m, 'destination'))),
    lambda g: struct_pack(
      mail_type := ll_google(g.i, 'mail_event_type'), success := ll_google(g.i, 'success'), timestamp_usec := ll_google(g.i, 'timestamp_usec'),
      client_type := ll_google(g.context, 'client_type'), app_id := coalesce(ll_google(g.context, 'client_id'), ll_google(g.context, 'app_id')),
      delegate := ll_google(g.session, 'delegate_user_email'), dusi := ll_google(g.session, 'dusi'),
      message_id := ll_google(g.m, 'rfc2822_message_id'), subject := ll_google(g.m, 'subject'),
      size := coalesce(ll_google(g.m, 'payload_size'), ll_google(g.m, 'num_message_bytes')),
      sender := coalesce(ll_google(g.source, 'address'), ll_google(g.source, 'from_header_address')),
      client_ip := ll_google(g.connection, 'client_ip'), recipients := ${recipients('g.destination')}))`;
  return `${levels}[1]`;
}

/** Each event with its parameters by name, and what a Gmail event says in `g`. */
const PARTS = `list_transform(
  list_transform(TRY(json_transform(${EVENTS}, '[{"type":"VARCHAR","name":"VARCHAR","parameters":"VARCHAR"}]')),
    lambda e: struct_pack(type := trim(e."type"), name := nullif(trim(e."name"), ''), p := ll_google_params(e.parameters))),
  lambda e: struct_pack(type := e.type, name := e.name, p := e.p,
    g := ${mailFields(`ll_google_params(ll_google(e.p, 'event_info'))`, `ll_google_params(ll_google(e.p, 'message_info'))`)}))`;

/**
 * Two events that a pipeline split off one activity share its id: a record with one event is told apart by name and
 * plain parameters as well, so that they are no versions of one another. Nested values are spelled too differently.
 */
const SINGLE = `coalesce(parts[1].name, '') || '|' || coalesce(parts[1].g.mail_type, '') || '|' || md5(CAST(list_sort(list_filter(parts[1].p, lambda f: f.text IS NOT NULL AND NOT starts_with(f.text, '{') AND NOT starts_with(f.text, '['))) AS VARCHAR))`;

export const GOOGLE_ACTIVITY_STAGE: ShapedStage = {
  name: 'google-activity',
  form: 'shape',
  vendor: 'google',
  takes: ['google-activity'],
  doc: 'Activities of the Reports API: login, token, gmail, admin and the other applications.',
  identity: {
    scope: 'activity',
    tenant: 'lower(customer)',
    key: `CASE WHEN qualifier IS NOT NULL THEN application || '|' || coalesce(CAST(epoch_us(ll_time(time_raw, date_order)) AS VARCHAR), '') || '|' || qualifier || '|' ||
      CASE WHEN len(parts) > 1 THEN '' ELSE coalesce(${SINGLE}, '') END END`,
  },
  // Where a pipeline lost id.time, its own event time or Gmail's is the same moment.
  time: `coalesce(ll_time(time_raw, date_order), ll_time(parts[1].g.timestamp_usec, date_order))`,
  shape: {
    id: { time: 'text', uniqueQualifier: 'text', applicationName: 'text', customerId: 'text' },
    actor: { callerType: 'text', email: 'text', profileId: 'text', key: 'text' },
    ipAddress: 'text',
    networkInfo: { ipAsn: 'text', regionCode: 'text', subdivisionCode: 'text' },
    events: 'text',
    type: 'text',
    name: 'text',
    parameters: 'text',
    p_event_time: 'text',
  },
  columns: {
    application: `ll_lower(s.id.applicationName)`,
    customer: `nullif(s.id.customerId, '')`,
    qualifier: `nullif(s.id.uniqueQualifier, '')`,
    time_raw: `coalesce(nullif(s.id."time", ''), nullif(s.p_event_time, ''))`,
    email: `nullif(trim(s.actor.email), '')`,
    profile: `nullif(s.actor.profileId, '')`,
    caller_type: `s.actor.callerType`,
    caller_key: `nullif(s.actor."key", '')`,
    ip: `nullif(trim(s.ipAddress), '')`,
    asn: `TRY_CAST(regexp_extract(s.networkInfo.ipAsn, '[0-9]+') AS BIGINT)`,
    region: `nullif(s.networkInfo.regionCode, '')`,
    parts: PARTS,
  },
  conversions: [{ field: 'id.time', raw: 'time_raw', converted: 'll_time(time_raw, date_order)' }],
};
