/**
 * Helper functions of the database: what DuckDB and Trino spell differently, and what the logs spell in many ways.
 * Temporary macros, made anew whenever a case is opened, so that a case file holds data alone.
 */

/** SQL of one macro: name, parameters, body. */
interface Macro {
  readonly signature: string;
  readonly body: string;
  readonly why: string;
}

const ISO = String.raw`^\d{4}-\d{2}-\d{2}`;
const NUMERIC_DATE = String.raw`^(\d{1,2})[/.](\d{1,2})[/.](\d{4}),?[ T]+(\d{1,2}):(\d{2})(?::(\d{2})(\.\d{1,7})?)?\s*([AaPp][Mm])?$`;

/** Client families: the first pattern that matches wins. Order matters: `Client=REST;Client=RESTSystem` is both. */
export const CLIENT_FAMILY_PATTERNS: readonly (readonly [pattern: string, family: string])[] = [
  ['client=rest;client=restsystem', 'rest-system'],
  ['client=owa', 'owa'],
  ['client=outlookservice', 'outlook-mobile'],
  ['outlook-ios', 'outlook-mobile'],
  ['outlook-android', 'outlook-mobile'],
  ['client=rest', 'rest'],
  ['client=microsoft.exchange.rpc', 'outlook-desktop'],
  ['client=msexchangerpc', 'outlook-desktop'],
  ['client=mapi', 'mapi'],
  ['client=activesync', 'activesync'],
  ['client=webservices', 'ews'],
  ['exchangewebservices', 'ews'],
  ['client=imap', 'imap'],
  ['client=pop', 'pop'],
  ['client=smtp', 'smtp'],
  ['client=hub transport', 'transport'],
  ['client=management', 'powershell'],
  ['powershell', 'powershell'],
  ['mozilla/', 'browser'],
];

function clientFamily(): string {
  const arms = CLIENT_FAMILY_PATTERNS.map(
    ([pattern, family]) => `WHEN contains(lower(x), '${pattern}') THEN '${family}'`,
  );
  return `CASE WHEN x IS NULL THEN NULL ${arms.join(' ')} ELSE 'other' END`;
}

export const MACROS: readonly Macro[] = [
  {
    signature: 'll_trim(x)',
    body: `CASE WHEN strlen(x) = length(x) AND NOT contains(x, ' ') THEN x ELSE trim(x) END`,
    why: 'As trim, which asks of every character what Unicode says it is: in ASCII without a space there is nothing to take off.',
  },
  { signature: 'll_text(x)', body: `nullif(ll_trim(x), '')`, why: 'An empty string in a log states nothing.' },
  { signature: 'll_lower(x)', body: `nullif(lower(ll_trim(x)), '')`, why: 'Addresses and GUIDs compare without case.' },
  {
    signature: 'll_int(x)',
    body: `TRY_CAST(nullif(ll_trim(x), '') AS BIGINT)`,
    why: 'Leaves are text until they convert.',
  },
  {
    signature: 'll_bool(x)',
    body: `CASE lower(ll_trim(x)) WHEN 'true' THEN true WHEN 'false' THEN false WHEN '1' THEN true WHEN '0' THEN false WHEN 'yes' THEN true WHEN 'no' THEN false END`,
    why: 'PowerShell writes True, JSON true; anything else is not stated.',
  },
  {
    signature: 'll_sane(t)',
    body: `CASE WHEN t >= TIMESTAMP '1990-01-01' AND t < TIMESTAMP '2200-01-01' THEN t END`,
    why: 'Years 1601, 0001 and 9999 are the vendors\' sentinels for "no time".',
  },
  {
    signature: 'll_iso(x)',
    body: `ll_sane(TRY_CAST(TRY_CAST(CASE
      WHEN regexp_matches(x, '(Z|z|[+-][0-9]{2}:?[0-9]{2})$') THEN regexp_replace(x, '(\\.[0-9]{6})[0-9]+', '\\1')
      ELSE regexp_replace(regexp_replace(x, '(\\.[0-9]{6})[0-9]+', '\\1'), '( UTC)?$', '') || 'Z' END AS TIMESTAMPTZ) AS TIMESTAMP))`,
    why: 'Through TIMESTAMPTZ: a cast straight to TIMESTAMP drops the offset. Seven digits of a second are cut to six.',
  },
  {
    signature: 'll_time_fast(x)',
    body: `ll_sane(CASE
      WHEN length(x) = 19 AND x[11] = 'T' AND x[17] = ':' THEN TRY_CAST(x AS TIMESTAMP)
      WHEN x[11] = 'T' AND ends_with(x, 'Z') AND length(x) BETWEEN 20 AND 28 AND NOT contains(x, '+') AND NOT contains(substr(x, 12), '-')
        THEN TRY_CAST(substr(x, 1, CASE WHEN length(x) > 27 THEN 26 ELSE length(x) - 1 END) AS TIMESTAMP)
      ELSE ll_iso(x) END)`,
    why: 'The two spellings of nearly all records, both UTC, without the regular expressions of ll_iso: the unified audit log writes 19 characters without a zone, Entra up to seven digits of a second and Z.',
  },
  {
    signature: 'll_numeric_date(g, o)',
    body: `CASE WHEN o IN ('mdy', 'dmy') AND len(g) > 0 AND g[1] <> '' THEN ll_sane(TRY_CAST(
      g[3] || '-' || lpad(CASE o WHEN 'mdy' THEN g[1] ELSE g[2] END, 2, '0') || '-' || lpad(CASE o WHEN 'mdy' THEN g[2] ELSE g[1] END, 2, '0') || ' ' ||
      lpad(CAST(CASE WHEN lower(g[8]) = 'pm' THEN (TRY_CAST(g[4] AS INTEGER) % 12) + 12 WHEN lower(g[8]) = 'am' THEN TRY_CAST(g[4] AS INTEGER) % 12 ELSE TRY_CAST(g[4] AS INTEGER) END AS VARCHAR), 2, '0')
      || ':' || g[5] || ':' || CASE WHEN g[6] = '' THEN '00' ELSE g[6] END || substr(g[7], 1, 7) AS TIMESTAMP)) END`,
    why: 'Day and month in the order that the whole file settled.',
  },
  {
    signature: 'll_time(x, o)',
    body: `CASE
      WHEN x IS NULL THEN NULL
      WHEN regexp_matches(x, '${ISO}') THEN ll_time_fast(x)
      WHEN starts_with(x, '/Date(') THEN ll_sane(epoch_ms(TRY_CAST(regexp_extract(x, '/Date\\((-?[0-9]{1,13})\\b', 1) AS BIGINT)))
      WHEN regexp_matches(x, '^[0-9]{16}$') THEN ll_sane(make_timestamp(TRY_CAST(x AS BIGINT)))
      WHEN regexp_matches(x, '^[0-9]{13}$') THEN ll_sane(epoch_ms(TRY_CAST(x AS BIGINT)))
      ELSE ll_numeric_date(ll_date_groups(x), o) END`,
    why: 'Every spelling of a time that the exports use. `o` is the order of day and month in this file.',
  },
  {
    signature: 'll_address(x)',
    body: `CASE
      WHEN x IS NULL OR ll_trim(x) = '' OR x = '<null>' THEN NULL
      WHEN starts_with(x, '[') THEN nullif(regexp_replace(lower(trim(regexp_extract(x, '^\\[([^\\]]*)\\]', 1))), '^::ffff:([0-9.]+)$', '\\1'), '')
      WHEN contains(x, '.') AND contains(x, ':') AND regexp_matches(x, '^[0-9.]+:[0-9]+$') THEN regexp_extract(x, '^([0-9.]+):', 1)
      WHEN contains(x, '.') AND contains(x, ':') THEN regexp_replace(lower(ll_trim(x)), '^::ffff:([0-9.]+)$', '\\1')
      ELSE lower(ll_trim(x)) END`,
    why: 'Client addresses come with ports, brackets and as IPv4-mapped IPv6.',
  },
  {
    signature: 'll_guid(x)',
    body: `CASE WHEN regexp_matches(x, '^[{]?[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}[}]?$') THEN CASE WHEN strlen(x) = 36 THEN lower(x) ELSE lower(trim(x, '{}')) END END`,
    why: 'A GUID, or nothing.',
  },
  {
    signature: 'll_guid_le(h)',
    body: `regexp_replace(h, '^(..)(..)(..)(..)(..)(..)(..)(..)(....)', '\\4\\3\\2\\1-\\6\\5-\\8\\7-\\9-')`,
    why: '.NET writes the first three groups of a GUID little-endian. One pass: ten substr of a macro argument would compute it ten times.',
  },
  {
    signature: 'll_token(x)',
    body: `CASE
      WHEN x IS NULL THEN NULL
      WHEN length(x) IN (22, 24) AND regexp_matches(x, '^[A-Za-z0-9+/_-]{22}(==)?$') THEN ll_guid_le(lower(hex(from_base64(replace(replace(substr(x, 1, 22), '-', '+'), '_', '/') || '=='))))
      WHEN length(x) = 48 AND regexp_matches(x, '^[A-Za-z0-9+/_-]{48}$') THEN ll_guid(TRY(CAST(TRY(decode(from_base64(translate(x, '-_', '+/')))) AS VARCHAR)))
      ELSE ll_guid(x) END`,
    why: 'Four encodings of one identifier to the GUID (see facts/identifiers.ts, the same in TypeScript).',
  },
  {
    signature: 'll_token_state(x)',
    body: `CASE WHEN ll_text(x) IS NULL THEN 'missing' WHEN ll_token(trim(x)) IS NULL THEN 'malformed' ELSE 'ok' END`,
    why: 'A token identifier that decodes to nothing is a finding, not a null.',
  },
  { signature: 'll_client_family(x)', body: clientFamily(), why: 'The family of a client, from the string it sends.' },
  {
    signature: 'll_actor_type(x)',
    body: `CASE
      WHEN x IS NULL THEN NULL
      WHEN contains(x, '@') AND NOT contains(x, ' ') THEN 'user'
      WHEN starts_with(x, 'S-1-') THEN 'sid'
      WHEN ll_guid(x) IS NOT NULL THEN 'guid'
      WHEN starts_with(x, 'ServicePrincipal_') OR x LIKE 'app@%' THEN 'application'
      WHEN starts_with(upper(x), 'NT AUTHORITY') OR starts_with(upper(x), 'NT SERVICE') OR contains(x, 'Microsoft') THEN 'service'
      ELSE 'unknown' END`,
    why: 'Actors that are no address stand verbatim, with a type.',
  },
  {
    signature: 'll_actor(x)',
    body: `CASE WHEN contains(x, '@') AND NOT contains(x, ' ') THEN lower(ll_trim(x)) ELSE ll_text(x) END`,
    why: 'Addresses compare without case; anything else stands verbatim.',
  },
  {
    signature: 'll_prop(list, wanted)',
    body: `list_extract(list_filter(list, lambda p: p.Name = wanted), 1).Value`,
    why: 'Name/value lists are read by name: their order is no contract.',
  },
  {
    signature: 'll_destination(x)',
    body: `CASE
      WHEN regexp_matches(x, '\\[(SMTP|EX|MAILTO):[^\\]]+\\]', 'i') THEN ll_actor(regexp_extract(x, '\\[(SMTP|EX|MAILTO):([^\\]]+)\\]', 2, 'i'))
      WHEN regexp_matches(x, '^[^/]+[.]outlook[.](com|cn)/', 'i') THEN ll_text(regexp_extract(x, '([^/]*)$', 1))
      WHEN regexp_matches(x, '<[^<>@ ]+@[^<>@ ]+>') THEN ll_actor(regexp_extract(x, '<([^<>]+)>', 1))
      ELSE ll_actor(trim(regexp_replace(trim(x), '^smtp:', '', 'i'), '"'' ')) END`,
    why: 'A recipient as rules and forwarding spell it: `smtp:a@b`, `"Name" [SMTP:a@b]`, `Name <a@b>`, an address, a name.',
  },
  {
    signature: 'll_destinations(x)',
    body: `nullif(array_to_string(list_sort(list_distinct(list_filter(list_transform(string_split(x, ';'), lambda d: ll_destination(d)), lambda d: d IS NOT NULL AND d <> ''))), ';'), '')`,
    why: 'Several recipients, each once, in a total order.',
  },
  {
    signature: 'll_plain(x)',
    body: `CASE
      WHEN x IS NULL OR trim(x) IN ('', '[]', '""', 'null', '{}') THEN NULL
      WHEN starts_with(x, '"') AND json_valid(x) THEN ll_text(TRY(json_extract_string(x, '$')))
      WHEN starts_with(x, '[') AND json_valid(x) THEN ll_text(array_to_string(TRY(json_extract_string(x, '$[*]')), ';'))
      ELSE trim(x) END`,
    why: 'The directory writes one value now bare, now as JSON text, now as a JSON list.',
  },
  {
    signature: 'll_google_listed(j)',
    body: `list_transform(TRY(json_transform(j, '[{"name":"VARCHAR","value":"VARCHAR","intValue":"VARCHAR","boolValue":"VARCHAR","multiValue":"VARCHAR","multiIntValue":"VARCHAR","multiBoolValue":"VARCHAR","messageValue":"VARCHAR","multiMessageValue":"VARCHAR"}]')),
      lambda g: struct_pack(name := g.name, text := coalesce(g.value, g.intValue, g.boolValue, g.multiValue, g.multiIntValue, g.multiBoolValue, g.messageValue, g.multiMessageValue)))`,
    why: 'Parameters of a Google event as its API writes them: a list, the value in one of several fields.',
  },
  {
    signature: 'll_google_params(j)',
    body: `list_transform([j], lambda o: CASE TRY(json_type(o)) WHEN 'ARRAY' THEN ll_google_listed(o) WHEN 'OBJECT' THEN
      CASE WHEN json_type(o, '$.parameter') = 'ARRAY' THEN ll_google_listed(json_extract(o, '$.parameter'))
      ELSE list_transform(map_entries(TRY(json_transform(o, '"MAP(VARCHAR, VARCHAR)"'))), lambda m: struct_pack(name := m.key, text := m.value)) END END)[1]`,
    why: 'Pipelines write the same parameters as one plain object.',
  },
  {
    signature: 'll_google(list, wanted)',
    body: `nullif(list_extract(list_filter(list, lambda f: f.name = wanted), 1).text, '')`,
    why: 'One parameter by name.',
  },
  {
    signature: 'll_joined(x)',
    body: `list_transform([x], lambda y: CASE WHEN starts_with(y, '[') THEN nullif(array_to_string(TRY(json_transform(y, '["VARCHAR"]')), ';'), '') ELSE nullif(y, '') END)[1]`,
    why: 'A list of texts as one text, separated by semicolons.',
  },
  {
    signature: 'll_seconds_between(a, b)',
    body: `CAST(epoch_us(b) - epoch_us(a) AS DOUBLE) * 0.000001`,
    why: 'Portable difference of two times, in seconds.',
  },
  {
    signature: 'll_hash(x)',
    body: 'CASE WHEN x IS NOT NULL THEN CAST(hash(x) >> 1 AS BIGINT) END',
    why: 'A number to tell texts apart by: smallest and greatest of numbers cost a tenth of those of texts.',
  },
  { signature: 'll_day(t)', body: `date_trunc('day', t)`, why: 'Start of the day, UTC.' },
  { signature: 'll_hour(t)', body: `date_trunc('hour', t)`, why: 'Start of the hour, UTC.' },
  {
    signature: 'll_ratio(a, b)',
    body: `CASE WHEN b = 0 THEN NULL ELSE CAST(a AS DOUBLE) / CAST(b AS DOUBLE) END`,
    why: '`/` divides integers differently in the two engines.',
  },
  { signature: 'll_string(x)', body: `CAST(x AS VARCHAR)`, why: 'Text of a number or a time.' },
];

const HELPER = `CREATE OR REPLACE TEMP MACRO ll_date_groups(x) AS [
  regexp_extract(x, '${NUMERIC_DATE}', 1), regexp_extract(x, '${NUMERIC_DATE}', 2), regexp_extract(x, '${NUMERIC_DATE}', 3),
  regexp_extract(x, '${NUMERIC_DATE}', 4), regexp_extract(x, '${NUMERIC_DATE}', 5), regexp_extract(x, '${NUMERIC_DATE}', 6),
  regexp_extract(x, '${NUMERIC_DATE}', 7), regexp_extract(x, '${NUMERIC_DATE}', 8)]`;

/**
 * The statements that make every helper, in an order in which each finds those it uses.
 * `keepSubjects`: whether subjects and search texts go into the facts (`--subjects`).
 */
export function preludeStatements(keepSubjects = false): readonly string[] {
  return [
    HELPER,
    `CREATE OR REPLACE TEMP MACRO ll_keep_subjects() AS ${keepSubjects}`,
    ...MACROS.map((macro) => `CREATE OR REPLACE TEMP MACRO ${macro.signature} AS ${macro.body}`),
  ];
}
