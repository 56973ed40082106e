/** Applications and programs as the accesses of a tenant name them. */
import { literal } from '../../facts/index.ts';
import { countOf, textOf, textOrNull, timeOf } from '../../scope/index.ts';
import type { ClientSigns, KnownTenant } from '../../simulate/index.ts';
import type { Database, Row } from '../../store/index.ts';

/** Milliseconds since 1970. */
export function millisOf(row: Row, name: string): number {
  return Math.floor(timeOf(row, name) / 1000);
}

/** Accesses that people's own programs make: the vendor's services are left out. SQL over `access AS a`. */
export const BY_PEOPLE = `a.actor_type = 'user' AND a.logon_type = 'owner' AND a.client_family <> 'rest-system'`;

/** What records of a client show, from counted rows: `accesses`, `tokens`, `sessions`. */
export function signsOf(
  row: Row,
  counted: { readonly accesses: number; readonly tokens: number; readonly sessions: number },
): ClientSigns {
  const { accesses, tokens, sessions } = counted;
  return {
    clientInfo: textOrNull(row, 'client_info') ?? '',
    appId: textOrNull(row, 'app_id'),
    clientAppId: textOrNull(row, 'client_app_id'),
    shows: { session: sessions / accesses, token: tokens / accesses },
    topSession: true,
    named: 1,
  };
}

const COUNTS = 'count(*) AS accesses, count(a.token_id) AS tokens, count(a.session_id) AS sessions';

const countsOf = (row: Row) => ({
  accesses: countOf(row, 'accesses'),
  tokens: countOf(row, 'tokens'),
  sessions: countOf(row, 'sessions'),
});

/** The application that people's programs name in most mailboxes, with its client; none that is seen in one only. */
export async function commonClient(database: Database, tenant: string): Promise<KnownTenant['common']> {
  const [row] = await database.all(
    `SELECT a.client_app_id, a.app_id, a.client_info, min(p.name) AS name, ${COUNTS} FROM access AS a LEFT JOIN application AS p ON p.app_id = a.client_app_id
     WHERE a.tenant = ${literal(tenant)} AND ${BY_PEOPLE} AND a.client_app_id IS NOT NULL
     GROUP BY a.client_app_id, a.app_id, a.client_info HAVING count(DISTINCT a.mailbox_id) > 1
     ORDER BY count(DISTINCT a.mailbox_id) DESC, accesses DESC, a.client_app_id, a.app_id, a.client_info LIMIT 1`,
  );
  if (row === undefined) return null;
  const id = textOf(row, 'client_app_id');
  return { app: { id, name: textOrNull(row, 'name') ?? id }, signs: signsOf(row, countsOf(row)) };
}

/** The application that accesses most mail by itself, without a user. */
export async function ownApplication(database: Database, tenant: string): Promise<KnownTenant['ownApplication']> {
  const [row] = await database.all(
    `SELECT a.actor, a.client_app_id, a.app_id, a.client_info, min(p.name) AS name, ${COUNTS} FROM access AS a LEFT JOIN application AS p ON p.app_id = coalesce(a.client_app_id, a.app_id)
     WHERE a.tenant = ${literal(tenant)} AND a.user_type = 5 AND a.actor IS NOT NULL AND coalesce(a.client_app_id, a.app_id) IS NOT NULL
     GROUP BY a.actor, a.client_app_id, a.app_id, a.client_info ORDER BY accesses DESC, a.actor, a.client_app_id, a.app_id, a.client_info LIMIT 1`,
  );
  if (row === undefined) return null;
  const id = textOrNull(row, 'client_app_id') ?? textOf(row, 'app_id');
  return {
    app: { id, name: textOrNull(row, 'name') ?? id },
    signs: signsOf(row, countsOf(row)),
    principal: textOf(row, 'actor'),
  };
}
