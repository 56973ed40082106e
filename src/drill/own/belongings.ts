/** What belongs to the people whose mailboxes an intrusion goes into: where they come from, their mail, their programs. */
import { literal } from '../../facts/index.ts';
import { countOf, groupBy, textOf, textOrNull, timeOrNull } from '../../scope/index.ts';
import type { KnownCredential, KnownPerson, KnownProgram } from '../../simulate/index.ts';
import type { Database, Row } from '../../store/index.ts';
import { BY_PEOPLE, millisOf, signsOf } from './clients.ts';

/** Folders of a mailbox at most, and how long a token is good that says nothing else: both as is usual. */
const MOST_FOLDERS = 30;
const TOKEN_LIFE = 65 * 60_000;

type Belongings = Pick<KnownPerson, 'usual' | 'folders' | 'messages' | 'programs'>;

/** In the order of `people`. */
export async function belongingsOf(
  database: Database,
  tenant: string,
  people: readonly KnownPerson[],
): Promise<readonly Belongings[]> {
  if (people.length === 0) return [];
  const theirs = `a.tenant = ${literal(tenant)} AND a.mailbox_id IN (${people.map(({ mailboxId }) => literal(mailboxId)).join(', ')})`;
  const [places, folders, messages, programs] = [
    byMailbox(await database.all(placesSql(theirs))),
    byMailbox(await database.all(foldersSql(theirs))),
    byMailbox(await database.all(messagesSql(theirs))),
    byMailbox(await database.all(programsSql(theirs))),
  ];
  return people.map(({ mailboxId }): Belongings => {
    const [place] = places.get(mailboxId) ?? [];
    return {
      usual:
        place === undefined
          ? null
          : {
              address: textOf(place, 'address'),
              country: textOrNull(place, 'country') ?? '',
              city: textOrNull(place, 'city') ?? '',
              asn: Number(place['asn'] ?? 0),
            },
      folders: foldersOf(folders.get(mailboxId) ?? []),
      messages: (messages.get(mailboxId) ?? []).map((row) => ({
        id: textOf(row, 'message_id'),
        at: millisOf(row, 'first'),
      })),
      programs: programsOf(programs.get(mailboxId) ?? []),
    };
  });
}

function byMailbox(rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  return groupBy(rows, (row) => textOf(row, 'mailbox_id'));
}

/** The most used first. Records of syncs name a folder without the root that those of binds have. */
function foldersOf(rows: readonly Row[]): KnownPerson['folders'] {
  const ids = new Map<string, string>();
  for (const row of rows) {
    const named = textOf(row, 'path');
    const path = named.startsWith('\\') ? named : `\\${named}`;
    const id = textOrNull(row, 'id') ?? '';
    if (id !== '' || !ids.has(path)) ids.set(path, id);
  }
  return [...ids].slice(0, MOST_FOLDERS).map(([path, id]) => ({ id, path }));
}

/** The address that most accesses of a mailbox's owner come from, with where sign-ins say that it lies. */
const placesSql = (theirs: string): string =>
  `SELECT a.mailbox_id, a.address, count(*) AS accesses, min(s.country) AS country, min(s.city) AS city, min(s.asn) AS asn
   FROM access AS a LEFT JOIN address AS d ON d.address = a.address
   LEFT JOIN (SELECT address, min(country) AS country, min(city) AS city, min(asn) AS asn FROM sign_in GROUP BY address) AS s ON s.address = a.address
   WHERE ${theirs} AND ${BY_PEOPLE} AND a.address IS NOT NULL AND coalesce(d.network_class, 'other') <> 'vendor-service'
   GROUP BY a.mailbox_id, a.address ORDER BY a.mailbox_id, accesses DESC, a.address`;

const foldersSql = (theirs: string): string =>
  `SELECT f.mailbox_id, f.path, max(f.id) AS id, sum(f.n) AS times FROM (
     SELECT a.mailbox_id, m.folder_path AS path, CAST(NULL AS VARCHAR) AS id, count(*) AS n FROM access AS a JOIN message AS m ON m.event_id = a.event_id AND m.part = a.part
     WHERE ${theirs} AND m.folder_path IS NOT NULL GROUP BY a.mailbox_id, m.folder_path
     UNION ALL SELECT a.mailbox_id, a.folder_path, max(a.folder_id), count(*) FROM access AS a WHERE ${theirs} AND a.folder_path IS NOT NULL GROUP BY a.mailbox_id, a.folder_path
   ) AS f GROUP BY f.mailbox_id, f.path ORDER BY f.mailbox_id, times DESC, f.path`;

const messagesSql = (theirs: string): string =>
  `SELECT a.mailbox_id, m.message_id, min(a.time) AS first FROM access AS a JOIN message AS m ON m.event_id = a.event_id AND m.part = a.part
   WHERE ${theirs} AND m.message_id IS NOT NULL GROUP BY a.mailbox_id, m.message_id ORDER BY a.mailbox_id, first, m.message_id`;

const programsSql = (theirs: string): string =>
  `SELECT a.mailbox_id, a.client_app_id, a.app_id, a.client_info, a.token_id, a.session_id, a.device_id, min(p.name) AS name,
     min(a.issued_at) AS issued, min(a.time) AS first, max(a.time) AS last, count(*) AS accesses
   FROM access AS a LEFT JOIN application AS p ON p.app_id = coalesce(a.client_app_id, a.app_id)
   WHERE ${theirs} AND ${BY_PEOPLE}
   GROUP BY a.mailbox_id, a.client_app_id, a.app_id, a.client_info, a.token_id, a.session_id, a.device_id
   ORDER BY a.mailbox_id, first, last, a.client_app_id, a.app_id, a.client_info, a.token_id, a.session_id, a.device_id`;

/** Programs of one person: rows of one application and client, with all that they have shown. */
function programsOf(rows: readonly Row[]): readonly KnownProgram[] {
  const groups = groupBy(rows, (row) => JSON.stringify([row['client_app_id'], row['app_id'], row['client_info']]));
  return [...groups.values()].flatMap((group): readonly KnownProgram[] => {
    const [first] = group;
    const tokens = group.filter((row) => row['token_id'] !== null);
    // Records of one program that show no token are of those that others show.
    const held = (tokens.length > 0 ? tokens : group.filter((row) => row['session_id'] !== null)).map(credentialOf);
    if (first === undefined || held.length === 0) return [];
    const sum = (of: (row: Row) => boolean): number =>
      group.reduce((all, row) => all + (of(row) ? countOf(row, 'accesses') : 0), 0);
    const counted = {
      accesses: sum(() => true),
      tokens: sum((row) => row['token_id'] !== null),
      sessions: sum((row) => row['session_id'] !== null),
    };
    const id = textOrNull(first, 'client_app_id') ?? textOrNull(first, 'app_id') ?? '';
    return [{ app: { id, name: textOrNull(first, 'name') ?? id }, signs: signsOf(first, counted), held }];
  });
}

function credentialOf(row: Row): KnownCredential {
  const issued = timeOrNull(row, 'issued');
  const issuedAt = issued === null ? null : Math.floor(issued / 1000);
  const from = millisOf(row, 'first');
  const last = millisOf(row, 'last');
  const token = textOrNull(row, 'token_id');
  const until = token === null ? last : Math.max(last, (issuedAt ?? from) + TOKEN_LIFE);
  return {
    token,
    session: textOrNull(row, 'session_id'),
    deviceId: textOrNull(row, 'device_id'),
    issuedAt,
    from,
    until,
  };
}
