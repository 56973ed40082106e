/** What of an incident's tokens and amounts stays the owner's. */
import { afterEach, describe, expect, test } from 'vitest';
import {
  ANNA,
  attributions,
  bind,
  EVIL,
  type FindingSpec,
  guid,
  OWA,
  openedWorlds,
  ordinary,
  TENANT,
  USERS,
} from './world.ts';

const { make, close } = openedWorlds();
afterEach(close);

const of = (name: string): string => guid(`record ${name}`);

describe("the owner's part", () => {
  const past = ordinary(USERS, '2026-02-01', 30);

  test("a stolen token's uses from a network of which many sign in are not the intruder's, though its owner's sign-ins there are lost", async () => {
    const token = guid('stolen token');
    const signedIn = (user: string, time: string, own: string): Record<string, unknown> => ({
      CreationTime: time,
      Id: own,
      Operation: 'UserLoggedIn',
      OrganizationId: TENANT,
      RecordType: 15,
      ResultStatus: 'Success',
      UserKey: user,
      UserType: 0,
      Version: 1,
      Workload: 'AzureActiveDirectory',
      ClientIP: '198.51.100.10',
      UserId: user,
      ApplicationId: OWA,
      IntraSystemId: own,
      DeviceProperties: [],
      ExtendedProperties: [{ Name: 'ResultStatusDetail', Value: 'Success' }],
      ErrorNumber: '0',
    });
    const records = [
      ...past,
      signedIn(ANNA, '2026-03-01T08:00:00', token),
      bind({ id: 'her', user: ANNA, time: '2026-03-01T08:10:00', token, messages: ['<1@x>'] }),
      bind({ id: 'his', user: ANNA, time: '2026-03-01T09:00:00', address: EVIL, token, messages: ['<2@x>'] }),
    ];
    const finding: FindingSpec = {
      id: 'f-1',
      user: ANNA,
      firstSeen: '2026-03-01T09:00:00',
      events: ['his'],
      anchors: [['token', token]],
    };
    const alone = await make(records, [finding]);
    expect(await attributions(alone)).toMatchObject({ [of('her')]: 'intruder', [of('his')]: 'intruder' });
    const others = ['one@contoso.example', 'two@contoso.example', 'three@contoso.example'];
    const logins = others.map((user) => signedIn(user, '2026-02-10T08:00:00', guid(`own ${user}`)));
    const shared = await make([...records, ...logins], [finding]);
    expect((await attributions(shared))[of('his')]).toBe('intruder');
    expect((await attributions(shared))[of('her')]).not.toBe('intruder');
  });

  test('a token with which its owner goes on is not followed from the place where a thief used it', async () => {
    const token = guid('shared token');
    const records = [
      ...past,
      bind({ id: 'his', user: ANNA, time: '2026-03-01T09:00:00', address: EVIL, token, messages: ['<1@x>'] }),
      bind({ id: 'hers', user: ANNA, time: '2026-03-01T20:00:00', address: '192.0.2.77', token, messages: ['<2@x>'] }),
    ];
    const finding: FindingSpec = {
      id: 'f-1',
      user: ANNA,
      detection: 'token/credential-access-token-at-work-elsewhere',
      firstSeen: '2026-03-01T09:00:00',
      events: ['his'],
      anchors: [['token', token]],
    };
    const made = await make(records, [finding]);
    expect((await attributions(made))[of('his')]).toBe('intruder');
    expect((await attributions(made))[of('hers')]).not.toBe('intruder');
  });

  test("of an amount that only joins what leads to the intruder, the owner's part stays the owner's", async () => {
    const session = guid('flood');
    const records = [
      ...past,
      bind({ id: 'her', user: ANNA, time: '2026-03-01T08:00:00', messages: ['<1@x>'] }),
      bind({ id: 'his', user: ANNA, time: '2026-03-01T09:00:00', address: EVIL, session, messages: ['<2@x>'] }),
    ];
    const amount: FindingSpec = {
      id: 'f-amount',
      user: ANNA,
      detection: 'volume/collection-access-volume',
      firstSeen: '2026-03-01T08:00:00',
      events: ['her', 'his'],
    };
    const strange: FindingSpec = {
      id: 'f-strange',
      user: ANNA,
      detection: 'session/collection-session',
      firstSeen: '2026-03-01T09:00:00',
      events: ['his'],
      anchors: [['session', session]],
    };
    const joined = await make(records, [amount, strange]);
    expect(joined.scope.incidents).toHaveLength(1);
    expect(await attributions(joined)).toEqual({ [of('his')]: 'intruder' });
    // Alone it is all that there is to go by.
    const alone = await make(records, [amount]);
    expect(await attributions(alone)).toMatchObject({ [of('her')]: 'intruder', [of('his')]: 'intruder' });
  });
});
