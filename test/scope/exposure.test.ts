import { afterEach, describe, expect, test } from 'vitest';
import { ANNA, bind, cmdlet, EVIL, type FindingSpec, guid, openedWorlds, ordinary, sync, USERS } from './world.ts';

const { make, close } = openedWorlds();
afterEach(close);

describe('exposure', () => {
  const past = ordinary(USERS, '2026-02-01', 30);
  const token = guid('forged');
  const finding: FindingSpec = { id: 'f-1', user: ANNA, firstSeen: '2026-03-01T02:00:00', anchors: [['token', token]] };
  const later = ordinary(USERS, '2026-03-03', 2);

  test('bind only: the messages are a closed interval', async () => {
    const made = await make(
      [
        ...past,
        bind({ id: 'a', user: ANNA, time: '2026-03-01T02:00:00', address: EVIL, token, messages: ['<1@x>', '<2@x>'] }),
        bind({ id: 'b', user: ANNA, time: '2026-03-01T03:00:00', address: EVIL, token, messages: ['<2@x>'] }),
      ],
      [finding],
    );
    expect(made.scope.exposures).toHaveLength(1);
    expect(made.scope.exposures[0]).toMatchObject({
      intruderAccesses: 2,
      wholeMailbox: false,
      totals: { lower: 2, upper: 2, upperReason: null, hoursUnobservable: 0 },
    });
    expect(made.scope.exposures[0]?.statement).toContain('2 messages of anna@contoso.example, neither more nor fewer');
    expect(made.scope.exposures[0]?.totals.reasons).toEqual([]);
  });

  test('a sync presumes the whole mailbox; its folders are the least', async () => {
    const made = await make(
      [
        ...past,
        sync({ id: 's', user: ANNA, time: '2026-03-01T02:00:00', address: EVIL, token, folder: '\\Inbox' }),
        sync({ id: 't', user: ANNA, time: '2026-03-01T02:01:00', address: EVIL, token, folder: '\\Vertr\u00e4ge' }),
      ],
      [finding],
    );
    expect(made.scope.exposures[0]).toMatchObject({
      wholeMailbox: true,
      totals: { lower: 0, upper: null, foldersPresumed: 2 },
    });
    expect(made.scope.exposures[0]?.folders.map(({ path }) => path)).toEqual(['\\Inbox', '\\Vertr\u00e4ge']);
    expect(made.scope.exposures[0]?.statement).toContain('the whole mailbox is to be presumed taken');
  });

  test('throttling in the middle takes the upper bound away for a day', async () => {
    const made = await make(
      [
        ...past,
        ...later,
        bind({
          id: 'a',
          user: ANNA,
          time: '2026-03-01T02:00:00',
          address: EVIL,
          token,
          messages: ['<1@x>'],
          throttled: true,
        }),
      ],
      [finding],
    );
    const [exposure] = made.scope.exposures;
    expect(exposure?.windows).toMatchObject([
      {
        state: 'throttled',
        from: Date.parse('2026-03-01T02:00:00Z') * 1000,
        to: Date.parse('2026-03-02T02:00:00Z') * 1000,
      },
    ]);
    expect(exposure?.totals).toMatchObject({ lower: 1, upper: null, hoursUnobservable: 24 });
  });

  test('a bypass for a day takes it away too', async () => {
    const on = cmdlet({
      id: 'on',
      user: 'admin@contoso.example',
      time: '2026-03-03T00:00:00',
      operation: 'Set-MailboxAuditBypassAssociation',
      object: ANNA,
      parameters: { Identity: ANNA, AuditBypassEnabled: 'True' },
    });
    const off = cmdlet({
      id: 'off',
      user: 'admin@contoso.example',
      time: '2026-03-04T00:00:00',
      operation: 'Set-MailboxAuditBypassAssociation',
      object: ANNA,
      parameters: { Identity: ANNA, AuditBypassEnabled: 'False' },
    });
    const made = await make(
      [
        ...past,
        ...later,
        on,
        off,
        bind({ id: 'a', user: ANNA, time: '2026-03-01T02:00:00', address: EVIL, token, messages: ['<1@x>'] }),
      ],
      [finding],
    );
    expect(made.scope.exposures[0]?.windows.filter(({ state }) => state === 'bypassed')).toMatchObject([
      { from: Date.parse('2026-03-03T00:00:00Z') * 1000, to: Date.parse('2026-03-04T00:00:00Z') * 1000 },
    ]);
    expect(made.scope.exposures[0]?.totals.upper).toBeNull();
  });
});
