/**
 * The traps of comparing tokens that were used with tokens that were issued: for each, a scenario in which a plain anti-join
 * calls forgery and reconciliation does not; and for each kind of forged, chained and stolen token one in which it speaks,
 * by the right name. Raw vendor records through the whole pipeline.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { caseMaker, loadDetections, runDetections } from '../../src/detect/index.ts';
import type { Database } from '../../src/store/index.ts';
import { bindRecord, signInRecord, TENANT } from '../ingest/records.ts';

type Record_ = Readonly<Record<string, unknown>>;

const TOKEN_DETECTIONS: ReturnType<typeof loadDetections> = loadDetections().filter(({ id }) =>
  id.startsWith('token/'),
);
const FORGERY = [
  'token/credential-access-unissued-token-and-session',
  'token/credential-access-unissued-token',
  'token/credential-access-unissued-session',
];

const guid = (prefix: string, n: number): string => `${prefix}0000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** GUID text to base64url of the little-endian bytes, as audit records carry it. */
function utiOf(text: string): string {
  const hex = text.replaceAll('-', '');
  const bytes = Buffer.from(hex, 'hex');
  const order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
  return Buffer.from(order.map((index) => bytes[index] ?? 0)).toString('base64url');
}

/** GUID text to base64 of its ASCII, as sign-ins of 2022 carry it. */
function asciiOf(text: string): string {
  return Buffer.from(text, 'ascii').toString('base64');
}

const day = (n: number, time: string): string => `2026-10-${String(n).padStart(2, '0')}T${time}`;

interface Sign {
  readonly id: string;
  readonly at: string;
  readonly session?: string;
  readonly extra?: Record_;
  /** How the row spells the token identifier. */
  readonly spelled?: string;
  readonly category?: string;
}

function signIn({ id, at, session = guid('5', 1), extra = {}, spelled, category }: Sign): Record_ {
  return {
    time: `${at}Z`,
    category: category ?? 'NonInteractiveUserSignInLogs',
    tenantId: TENANT,
    properties: signInRecord(id, {
      createdDateTime: `${at}Z`,
      signInEventTypes: ['nonInteractiveUser'],
      uniqueTokenIdentifier: spelled ?? utiOf(id),
      sessionId: session,
      ipAddress: '192.0.2.10',
      ...extra,
    }),
  };
}

/** The same sign-in as the portal's CSV has it, which shows one row of a group of like ones. */
function asPortalRow(record: Record_): Record_ {
  const row = record['properties'] as Record_;
  return {
    'Date (UTC)': row['createdDateTime'],
    'Request ID': row['id'],
    'User ID': row['userId'],
    'Username': row['userPrincipalName'],
    'User type': 'Member',
    'Incoming token type': 'refreshToken',
    'Unique token identifier': row['uniqueTokenIdentifier'],
    'Session ID': row['sessionId'],
    'Application': row['appDisplayName'],
    'Application ID ': row['appId'],
    'IP address': row['ipAddress'],
    'Status': 'Success',
    'Resource tenant ID': TENANT,
    'Home tenant ID': TENANT,
  };
}

interface Used {
  readonly token: string | null;
  readonly at: string;
  readonly issued?: string | null;
  readonly session?: string | null;
  readonly extra?: Record_;
}

let recordNumber = 0;
function access({ token, at, issued, session = guid('5', 1), extra = {} }: Used): Record_ {
  recordNumber += 1;
  return bindRecord({
    id: guid('e', recordNumber),
    time: at,
    address: '192.0.2.10',
    extra: {
      SessionId: session,
      AppAccessContext: {
        ...(issued === null ? {} : { IssuedAtTime: issued ?? at }),
        ...(token === null ? {} : { UniqueTokenId: token }),
      },
      ...extra,
    },
  });
}

/** Three weeks of one user's ordinary tokens, four a day, all of them issued. */
function ordinary(spell: (id: string) => string = utiOf): readonly Record_[] {
  return Array.from({ length: 21 }, (_, index) => index + 1).flatMap((date) =>
    [8, 10, 13, 16].flatMap((hour) => {
      const id = guid('a', date * 100 + hour);
      const at = day(date, `${String(hour).padStart(2, '0')}:00:00`);
      return [
        signIn({ id, at, spelled: spell(id) }),
        access({ token: utiOf(id), at: at.replace(':00:00', ':20:00'), issued: at.replace(':00:00', ':00:00') }),
      ];
    }),
  );
}

const EIGHT = [1, 2, 3, 4, 5, 6, 7, 8];
/** Eight tokens in the night of the fifteenth. */
const night = (n: number): string => day(15, `02:${String(n).padStart(2, '0')}:00`);

/** What a plain anti-join says: identifiers as they are spelled, whatever they are. */
async function naive(database: Database): Promise<number> {
  const row = await database.one(
    `SELECT count(*) AS n FROM access AS a WHERE NOT EXISTS (SELECT 1 FROM issuance AS s WHERE s.token_id = a.token_id AND s.ledger <> 'owa')`,
  );
  return Number(row['n']);
}

interface Judged {
  readonly naive: number;
  readonly found: readonly string[];
  readonly outcomes: Readonly<Record<string, number>>;
}

let make: ReturnType<typeof caseMaker>;
beforeAll(() => {
  make = caseMaker();
});

async function judge(records: readonly Record_[], detections = TOKEN_DETECTIONS): Promise<Judged> {
  const database = await make(records);
  try {
    const { findings } = await runDetections(database, detections);
    const rows = await database.all(
      `SELECT outcome || coalesce(' ' || reason, '') AS outcome, count(*) AS n FROM token_use WHERE kind = 'token' GROUP BY outcome, reason`,
    );
    return {
      naive: await naive(database),
      found: [...new Set(findings.map(({ detection }) => detection))].sort(),
      outcomes: Object.fromEntries(rows.map((row) => [String(row['outcome']), Number(row['n'])])),
    };
  } finally {
    database.close();
  }
}

/** Scenario -> its odd records, and the outcome that their tokens get. The ordinary traffic stands beside. */
const TRAPS: readonly {
  readonly trap: string;
  readonly outcome: string | null;
  readonly records: () => readonly Record_[];
  /** In place of the ordinary traffic. */
  readonly instead?: () => readonly Record_[];
}[] = [
  {
    trap: "1: tokens of the vendor's own application, without a user",
    outcome: 'not-evaluable application-only',
    records: () =>
      EIGHT.map((n) =>
        access({
          token: utiOf(guid('b', n)),
          at: night(n),
          extra: {
            UserId: 'ServicePrincipal_13937bba-652e-4c46-b222-3003f4d1ff97',
            UserType: 5,
            ClientAppId: '13937bba-652e-4c46-b222-3003f4d1ff97',
          },
        }),
      ),
  },
  {
    trap: '2: records without an identifier',
    outcome: null,
    records: () => EIGHT.map((n) => access({ token: null, at: night(n), issued: null, session: null })),
  },
  {
    trap: '3: interactive sign-ins only',
    outcome: 'not-evaluable no-ledger',
    records: () => EIGHT.map((n) => access({ token: utiOf(guid('b', n)), at: night(n) })),
    instead: () =>
      ordinary().map((record) =>
        'category' in record
          ? {
              ...record,
              category: 'SignInLogs',
              properties: { ...(record['properties'] as Record_), signInEventTypes: ['interactiveUser'] },
            }
          : record,
      ),
  },
  {
    trap: "3b: the portal's download, which groups like sign-ins and shows one of them",
    outcome: 'not-evaluable ledger-grouped',
    records: () => EIGHT.map((n) => access({ token: utiOf(guid('b', n)), at: night(n) })),
    instead: () => ordinary().map((record) => ('category' in record ? asPortalRow(record) : record)),
  },
  {
    trap: "3c: a hole in the ledger that only the portal's download covers",
    outcome: 'not-evaluable ledger-silent',
    records: () => EIGHT.map((n) => access({ token: utiOf(guid('b', n)), at: night(n) })),
    instead: () =>
      ordinary().map((record) => (/"2026-10-1\dT[^"]*Z"/.test(JSON.stringify(record)) ? asPortalRow(record) : record)),
  },
  {
    trap: "3d: every sign-in until the tenth, from then on the portal's download only",
    outcome: 'not-evaluable ledger-grouped',
    records: () => EIGHT.map((n) => access({ token: utiOf(guid('b', n)), at: night(n) })),
    instead: () =>
      ordinary().map((record) =>
        /"2026-10-[12]\dT[^"]*Z"/.test(JSON.stringify(record)) ? asPortalRow(record) : record,
      ),
  },
  {
    trap: '4: the sign-ins have not arrived yet',
    outcome: 'pending',
    records: () => EIGHT.map((n) => access({ token: utiOf(guid('b', n)), at: day(21, `18:0${n}:00`) })),
  },
  {
    trap: '5: the time of issue is dated back, the sign-in began later',
    outcome: 'issued',
    records: () =>
      EIGHT.flatMap((n) => [
        signIn({ id: guid('b', n), at: night(n), spelled: asciiOf(guid('b', n)) }),
        access({ token: utiOf(guid('b', n)), at: night(n), issued: day(15, '01:55:00') }),
      ]),
  },
  {
    trap: '6: tokens of continuous access evaluation, a day old, from before the ledger begins',
    outcome: 'not-evaluable before-ledger',
    records: () =>
      EIGHT.map((n) =>
        access({
          token: utiOf(guid('b', n)),
          at: day(1, `09:0${n}:00`),
          issued: day(1, '04:00:00').replace('10-01', '09-30'),
        }),
      ),
  },
  {
    trap: '7: older than the retention of sign-ins',
    outcome: 'not-evaluable before-ledger',
    records: () => EIGHT.map((n) => access({ token: utiOf(guid('b', n)), at: night(n).replace('-10-', '-08-') })),
  },
  {
    trap: '8: the vendor lost sign-ins of that time',
    outcome: 'not-evaluable known-loss',
    records: () =>
      EIGHT.map((n) => access({ token: utiOf(guid('b', n)), at: night(n).replace('2026-10-15', '2024-09-10') })),
    instead: () =>
      ordinary().map((record) => JSON.parse(JSON.stringify(record).replaceAll('2026-10-', '2024-09-')) as Record_),
  },
  {
    trap: '8b: a hole in the ledger, measured',
    outcome: 'not-evaluable ledger-silent',
    records: () => EIGHT.map((n) => access({ token: utiOf(guid('b', n)), at: day(12, `09:0${n}:00`) })),
    instead: () => ordinary().filter((record) => !/"2026-10-(09|10|11|12|13|14)T/.test(JSON.stringify(record))),
  },
  {
    trap: '9: a guest',
    outcome: 'not-evaluable guest-or-partner',
    records: () =>
      EIGHT.map((n) =>
        access({
          token: utiOf(guid('b', n)),
          at: night(n),
          extra: { UserId: 'eve_fabrikam.example#EXT#@contoso.example', ExternalAccess: true },
        }),
      ),
  },
  {
    trap: '10: an application whose tokens are never in the log, for many users',
    outcome: 'not-evaluable application-not-in-ledger',
    records: () =>
      EIGHT.flatMap((n) => {
        const user = { userPrincipalName: `user${n}@contoso.example`, userId: guid('c', n) };
        return [
          signIn({ id: guid('d', n), at: night(n), session: guid('7', n), extra: user }),
          signIn({ id: guid('d', n + 10), at: day(16, `02:0${n}:00`), session: guid('7', n), extra: user }),
          access({
            token: utiOf(guid('b', n)),
            at: night(n),
            session: guid('7', n),
            extra: {
              UserId: user.userPrincipalName,
              MailboxOwnerUPN: user.userPrincipalName,
              MailboxGuid: guid('1', n),
              ClientAppId: '5e3ce6c0-2b1f-4285-8d4b-75ee78787346',
            },
          }),
        ];
      }),
  },
  {
    trap: '12: refreshed by a server, so that the sign-in names another address',
    outcome: 'issued',
    records: () =>
      EIGHT.flatMap((n) => [
        signIn({ id: guid('b', n), at: night(n), extra: { ipAddress: '203.0.113.99' } }),
        access({ token: utiOf(guid('b', n)), at: night(n), extra: { ClientIPAddress: '198.51.100.77' } }),
      ]),
  },
  {
    trap: 'a failed sign-in carries an identifier, too; interrupted ones are seen, not issued',
    outcome: 'seen-not-completed',
    records: () =>
      EIGHT.flatMap((n) => [
        signIn({ id: guid('b', n), at: night(n), extra: { status: { errorCode: n % 2 === 0 ? 50140 : 50097 } } }),
        access({ token: utiOf(guid('b', n)), at: night(n) }),
      ]),
  },
];

describe('traps of a plain anti-join', () => {
  test.each(TRAPS)('$trap', async ({ outcome, records, instead }) => {
    const odd = records();
    const judged = await judge([...(instead ?? ordinary)(), ...odd]);
    expect(judged.found.filter((id) => FORGERY.includes(id))).toEqual([]);
    if (outcome !== null && outcome !== 'issued') expect(judged.outcomes[outcome]).toBeGreaterThanOrEqual(8);
    expect(judged.outcomes['no-issuance-record']).toBeUndefined();
    // Those that a comparison of spellings would miss are issued by any; the others a plain anti-join calls forged.
    if (outcome !== 'issued') expect(judged.naive).toBeGreaterThanOrEqual(8);
  });

  test('a row of the portal proves an issue, and where every sign-in is here too, its absence counts again', async () => {
    const portal = ordinary().map((record) => ('category' in record ? asPortalRow(record) : record));
    expect((await judge(portal)).outcomes).toEqual({ issued: 84 });
    const unissued = EIGHT.map((n) => access({ token: utiOf(guid('b', n)), at: night(n) }));
    const signIns = ordinary().filter((record) => 'category' in record);
    for (const both of [
      [...portal, ...signIns],
      [...signIns, ...portal],
    ])
      expect((await judge([...both, ...unissued])).outcomes).toEqual({ 'issued': 84, 'no-issuance-record': 8 });
  });

  test('every spelling of the identifier is the same token', async () => {
    for (const spell of [utiOf, asciiOf, (id: string) => id, (id: string) => `${utiOf(id)}==`]) {
      const { outcomes } = await judge(ordinary(spell));
      expect(outcomes).toEqual({ issued: 84 });
    }
  });
});

describe('forged, chained and stolen tokens', () => {
  const rest = {
    ClientInfoString: 'Client=REST;Client=RESTSystem;;',
    ClientAppId: '66a88757-258c-4c72-893c-3e8bed4d6899',
    ClientIPAddress: '198.51.100.7',
  };

  test('forged: neither the token nor its session was issued', async () => {
    const forged = EIGHT.map((n) =>
      access({ token: utiOf(guid('b', n)), at: night(n), session: guid('f', n), extra: rest }),
    );
    const { found, outcomes } = await judge([...ordinary(), ...forged]);
    expect(found).toEqual(['token/credential-access-unissued-token-and-session']);
    expect(outcomes['no-issuance-record']).toBe(8);
  });

  test('forged with the session copied from a real one', async () => {
    const forged = EIGHT.map((n) => access({ token: utiOf(guid('b', n)), at: night(n), extra: rest }));
    expect((await judge([...ordinary(), ...forged])).found).toEqual(['token/credential-access-unissued-token']);
  });

  test('forged, where the records name no token', async () => {
    const forged = EIGHT.map((n) =>
      access({ token: null, issued: null, at: night(n), session: guid('f', n), extra: rest }),
    );
    const sessions = ordinary().map((record, index) =>
      'Operation' in record
        ? { ...record, SessionId: guid('6', Math.floor(index / 2)), AppAccessContext: {} }
        : {
            ...record,
            properties: { ...(record['properties'] as Record_), sessionId: guid('6', Math.floor(index / 2)) },
          },
    );
    expect((await judge([...sessions, ...forged])).found).toEqual(['token/credential-access-unissued-session']);
  });

  test('chained: renewed by Exchange, without a sign-in behind the session', async () => {
    const chained = EIGHT.flatMap((n) => [
      {
        CreationTime: night(n),
        Id: guid('9', n),
        Operation: 'OWAAccessToken',
        OrganizationId: TENANT,
        RecordType: 275,
        ResultStatus: 'Succeeded',
        UserType: 0,
        Workload: 'Exchange',
        UserId: 'anna@contoso.example',
        ClientIP: '198.51.100.7',
        SessionId: guid('f', 1),
        UniqueTokenIdentifier: utiOf(guid('b', n)),
        ResourceURL: 'https://outlook.office.com',
      },
      access({ token: utiOf(guid('b', n)), at: night(n), session: guid('f', 1), extra: rest }),
    ]);
    const { found, outcomes } = await judge([...ordinary(), ...chained]);
    expect(found).toEqual(['token/credential-access-owa-without-signin']);
    // Exchange gave them out: they are not called forged, though what they hang on is.
    expect(outcomes['no-issuance-record']).toBeUndefined();
  });

  test('stolen: issued to the user, so that no forgery is claimed', async () => {
    const stolen = EIGHT.map((n) =>
      access({ token: utiOf(guid('a', 1508)), at: day(15, `08:3${n}:00`), issued: day(15, '08:00:00'), extra: rest }),
    );
    const { found } = await judge([...ordinary(), ...stolen], loadDetections());
    expect(found.filter((id) => FORGERY.includes(id))).toEqual([]);
    // The right name: a session that moved to where it was not born.
    expect(found).toContain('signin/credential-access-session-moved');
  });
});
