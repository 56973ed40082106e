import { afterEach, describe, expect, test } from 'vitest';
import {
  ANNA,
  attributions,
  BEN,
  bind,
  cmdlet,
  EVIL,
  type FindingSpec,
  guid,
  mailboxOf,
  openedWorlds,
  ordinary,
  USERS,
} from './world.ts';

const { make, close } = openedWorlds();
afterEach(close);

const of = (name: string): string => guid(`record ${name}`);

describe('what states no time', () => {
  const standing = { detection: 'flow/collection-standing-forwarding', user: ANNA, firstSeen: null } as const;
  const drop: FindingSpec['anchors'] = [['destination', 'drop@fabrikam.example']];

  test('has none in the incident, and is one matter with what else stands there, not with what has a time', async () => {
    const made = await make(ordinary(USERS, '2026-02-01', 30), [
      { ...standing, id: 'f-1' },
      { ...standing, id: 'f-2' },
      { id: 'f-3', user: ANNA, firstSeen: '2026-02-10T10:00:00' },
    ]);
    expect(made.scope.incidents.map(({ findings, firstSeen }) => [findings, firstSeen])).toEqual([
      [['f-3'], Date.parse('2026-02-10T10:00:00Z') * 1000],
      [['f-1', 'f-2'], null],
    ]);
    const [, both] = made.scope.incidents;
    expect(both?.lastSeen).toBeNull();
    expect(both?.links.map(({ ground }) => ground)).toEqual([
      'Both stand in settings of this account that do not say since when. It ties 2 findings.',
    ]);
    expect(both?.totals.hoursUnobservable).toBe(0);
  });

  test('leaves the time of an incident to what has one', async () => {
    const made = await make(ordinary(USERS, '2026-02-01', 30), [
      { ...standing, id: 'f-1', anchors: drop },
      { id: 'f-2', user: BEN, firstSeen: '2026-02-10T10:00:00', lastSeen: '2026-02-11T10:00:00', anchors: drop },
    ]);
    expect(made.scope.incidents.map(({ findings, firstSeen, lastSeen }) => [findings, firstSeen, lastSeen])).toEqual([
      [['f-2', 'f-1'], Date.parse('2026-02-10T10:00:00Z') * 1000, Date.parse('2026-02-11T10:00:00Z') * 1000],
    ]);
  });
});

describe('ties', () => {
  const past = ordinary(USERS, '2026-02-01', 30);

  test('a token ties accesses in every mailbox, from every address', async () => {
    const token = guid('forged');
    const records = [
      ...past,
      bind({ id: 'a', user: ANNA, time: '2026-03-01T02:00:00', address: EVIL, token, messages: ['<1@x>'] }),
      bind({
        id: 'b',
        user: BEN,
        time: '2026-03-02T02:00:00',
        address: '192.0.2.9',
        token,
        messages: ['<2@x>', '<3@x>'],
      }),
    ];
    const made = await make(records, [
      { id: 'f-1', user: ANNA, firstSeen: '2026-03-01T02:00:00', events: ['a'], anchors: [['token', token]] },
    ]);
    expect(made.scope.incidents).toHaveLength(1);
    const [incident] = made.scope.incidents;
    expect(incident?.mailboxes).toEqual([ANNA, BEN]);
    expect(incident?.totals).toMatchObject({
      distinctMessages: 3,
      mailboxMessagePairs: 3,
      lower: 3,
      upper: 3,
      undecidable: 0,
    });
    expect(await attributions(made)).toEqual({ [of('a')]: 'intruder', [of('b')]: 'intruder' });
    expect(incident?.links.map(({ kind, value }) => [kind, value])).toContainEqual(['token', token]);
  });

  test("a stolen session is the intruder's only from his network and client; from elsewhere it is undecidable", async () => {
    const session = guid('stolen');
    const records = [
      ...past,
      bind({ id: 'own', user: ANNA, time: '2026-03-01T08:00:00', session, messages: ['<own@x>'] }),
      bind({ id: 'his', user: ANNA, time: '2026-03-01T09:30:00', session, address: EVIL, messages: ['<1@x>'] }),
      bind({
        id: 'his too',
        user: ANNA,
        time: '2026-03-01T09:40:00',
        session,
        address: '203.0.113.67',
        messages: ['<2@x>'],
      }),
      bind({
        id: 'other client',
        user: ANNA,
        time: '2026-03-01T09:50:00',
        session,
        address: '203.0.113.68',
        client: 'Client=IMAP4;x',
        messages: ['<4@x>'],
      }),
    ];
    const made = await make(records, [
      {
        id: 'f-1',
        user: ANNA,
        firstSeen: '2026-03-01T09:30:00',
        subject: 'session:x',
        events: ['his'],
        anchors: [['session', session]],
      },
    ]);
    expect(await attributions(made)).toEqual({
      [of('own')]: 'undecidable',
      [of('his')]: 'intruder',
      [of('his too')]: 'intruder',
      [of('other client')]: 'undecidable',
    });
    expect(made.scope.exposures[0]?.totals).toMatchObject({ lower: 2, upper: 4, undecidable: 2 });
    expect(made.scope.exposures[0]?.details.join(' ')).toContain("may be the intruder's or the owner's");
    expect(made.scope.exposures[0]?.statement).toContain('at least 2 and at most 4 messages');
  });

  test("an address ties only where it is rare and not the owner's habit", async () => {
    const finding: FindingSpec = {
      id: 'f-1',
      user: ANNA,
      firstSeen: '2026-03-01T02:00:00',
      events: ['a'],
      anchors: [['address', EVIL]],
    };
    const one = bind({ id: 'a', user: ANNA, time: '2026-03-01T02:00:00', address: EVIL, messages: ['<1@x>'] });
    const two = bind({ id: 'b', user: BEN, time: '2026-03-01T03:00:00', address: EVIL, messages: ['<2@x>'] });
    const rare = await make([...past, one, two], [finding]);
    expect(await attributions(rare)).toEqual({ [of('a')]: 'intruder', [of('b')]: 'intruder' });
    const habit = await make(
      [
        ...past,
        one,
        two,
        bind({ id: 'before', user: BEN, time: '2026-02-10T03:00:00', address: EVIL, messages: ['<0@x>'] }),
      ],
      [finding],
    );
    expect(await attributions(habit)).toEqual({ [of('a')]: 'intruder' });
    const office = USERS.map((user, index) =>
      bind({ id: `office ${index}`, user, time: '2026-02-20T03:00:00', address: EVIL, messages: [`<o${index}@x>`] }),
    );
    const common = await make([...past, one, two, ...office], [finding]);
    expect(await attributions(common)).toEqual({ [of('a')]: 'intruder' });
  });

  test('an application ties only where the finding is about it', async () => {
    const app = guid('evil app');
    const records = [
      ...past,
      bind({ id: 'a', user: ANNA, time: '2026-03-01T02:00:00', app, address: EVIL, messages: ['<1@x>'] }),
      bind({ id: 'b', user: BEN, time: '2026-03-02T02:00:00', app, address: '192.0.2.44', messages: ['<2@x>'] }),
    ];
    const about = await make(records, [
      {
        id: 'f-1',
        user: ANNA,
        subject: `application:${app}`,
        firstSeen: '2026-03-01T02:00:00',
        events: ['a'],
        anchors: [['application', app]],
      },
    ]);
    expect(await attributions(about)).toEqual({ [of('a')]: 'intruder', [of('b')]: 'intruder' });
    const beside = await make(records, [
      { id: 'f-1', user: ANNA, firstSeen: '2026-03-01T02:00:00', events: ['a'], anchors: [['application', app]] },
    ]);
    expect(await attributions(beside)).toEqual({ [of('a')]: 'intruder' });
  });

  test('a common application ties no other mailbox, unless it is new to the tenant', async () => {
    const many = Array.from({ length: 12 }, (_, index) => `many${index}@contoso.example`);
    const app = guid('roll-out');
    const use = (from: string): readonly Record<string, unknown>[] =>
      many.map((user, index) =>
        bind({
          id: `${from} ${index}`,
          user,
          time: `${from}T1${index % 9}:00:00`,
          app,
          messages: [`<${from}${index}@x>`],
        }),
      );
    const finding: FindingSpec = {
      id: 'f-1',
      user: many[0] ?? '',
      subject: `application:${app}`,
      firstSeen: '2026-03-01T10:00:00',
      events: ['2026-03-01 0'],
      anchors: [['application', app]],
    };
    const fresh = await make([...past, ...use('2026-03-01')], [finding]);
    expect(fresh.scope.incidents[0]?.mailboxes).toHaveLength(12);
    const old = await make([...past, ...use('2026-02-10'), ...use('2026-03-01')], [finding]);
    expect(old.scope.incidents[0]?.mailboxes).toEqual([many[0]]);
  });

  test("intruder and owner on the same application: the owner's usual place is his, others cannot be decided", async () => {
    const records = [
      ...past,
      bind({ id: 'his', user: ANNA, time: '2026-03-01T02:00:00', address: EVIL, messages: ['<1@x>'] }),
      bind({ id: 'usual', user: ANNA, time: '2026-03-01T10:00:00', messages: ['<2@x>'] }),
      bind({ id: 'elsewhere', user: ANNA, time: '2026-03-01T11:00:00', address: '192.0.2.7', messages: ['<3@x>'] }),
      bind({ id: 'before', user: ANNA, time: '2026-02-11T11:00:00', address: '192.0.2.99', messages: ['<4@x>'] }),
    ];
    const finding: FindingSpec = {
      id: 'f-1',
      user: ANNA,
      firstSeen: '2026-03-01T02:00:00',
      events: ['his'],
      anchors: [['address', EVIL]],
    };
    const made = await make(
      records.filter((record) => record['Id'] !== of('before')),
      [finding],
    );
    expect(await attributions(made)).toEqual({ [of('his')]: 'intruder', [of('elsewhere')]: 'undecidable' });
    const known = await make(records, [finding]);
    expect(await attributions(known)).toEqual({ [of('his')]: 'intruder' });
  });

  test("a new token of the intruder's session is followed to further accesses", async () => {
    const session = guid('stolen');
    const [first, second] = [guid('t1'), guid('t2')];
    const records = [
      ...past,
      bind({
        id: 'a',
        user: ANNA,
        time: '2026-03-01T02:00:00',
        address: EVIL,
        session,
        token: first,
        messages: ['<1@x>'],
      }),
      bind({
        id: 'b',
        user: ANNA,
        time: '2026-03-01T03:00:00',
        address: EVIL,
        session,
        token: second,
        messages: ['<2@x>'],
      }),
      bind({
        id: 'c',
        user: ANNA,
        time: '2026-03-01T04:00:00',
        address: '192.0.2.1',
        token: second,
        messages: ['<3@x>'],
      }),
    ];
    const made = await make(records, [
      { id: 'f-1', user: ANNA, firstSeen: '2026-03-01T02:00:00', events: ['a'], anchors: [['token', first]] },
    ]);
    expect(Object.values(await attributions(made))).toEqual(['intruder', 'intruder', 'intruder']);
    const flat = await make(
      records,
      [{ id: 'f-1', user: ANNA, firstSeen: '2026-03-01T02:00:00', events: ['a'], anchors: [['token', first]] }],
      { limits: { rounds: 0 } },
    );
    expect((await attributions(flat))[of('c')]).not.toBe('intruder');
  });
});

describe('incidents', () => {
  const past = ordinary(USERS, '2026-02-01', 30);
  const session = guid('stolen');
  const records = [
    ...past,
    bind({ id: 'a', user: ANNA, time: '2026-03-01T02:00:00', address: EVIL, session, messages: ['<1@x>'] }),
    cmdlet({
      id: 'rule',
      user: ANNA,
      time: '2026-03-01T02:10:00',
      operation: 'New-InboxRule',
      address: EVIL,
      session,
      parameters: { Name: '.', ForwardTo: 'drop@evil.example' },
    }),
    bind({ id: 'b', user: BEN, time: '2026-03-01T02:20:00', address: EVIL, messages: ['<2@x>'] }),
  ];
  const findings: readonly FindingSpec[] = [
    {
      id: 'f-a',
      user: ANNA,
      detection: 'address/collection-address',
      firstSeen: '2026-03-01T02:00:00',
      events: ['a'],
      anchors: [['address', EVIL]],
    },
    {
      id: 'f-rule',
      user: ANNA,
      detection: 'flow/exfiltration-rule',
      firstSeen: '2026-03-01T02:10:00',
      events: ['rule'],
      anchors: [
        ['destination', 'drop@evil.example'],
        ['address', EVIL],
      ],
    },
    {
      id: 'f-b',
      user: BEN,
      detection: 'address/collection-address',
      firstSeen: '2026-03-01T02:20:00',
      events: ['b'],
      anchors: [['address', EVIL]],
    },
  ];

  test('findings of one address are one incident, with its flow, and two kinds of evidence lift it', async () => {
    const { scope } = await make(records, findings);
    expect(scope.incidents).toHaveLength(1);
    const [incident] = scope.incidents;
    expect(incident?.findings).toEqual(['f-a', 'f-rule', 'f-b']);
    expect(incident?.severity).toBe('high');
    expect(incident?.reasons.join(' ')).toContain('Independent kinds of evidence');
    expect(incident?.flows).toMatchObject([
      { kind: 'inbox-rule', mailbox: ANNA, mailboxId: mailboxOf(ANNA), destination: 'drop@evil.example' },
    ]);
    expect(scope.verdict).toBe('intrusion');
  });

  test('what only informs joins an incident, and adds no mailbox, address or time to it', async () => {
    const carl = USERS[2] ?? '';
    const elsewhere = '198.51.100.77';
    const other = bind({ id: 'c', user: carl, time: '2026-02-27T08:00:00', address: elsewhere, messages: ['<3@x>'] });
    const informs: FindingSpec = {
      id: 'f-info',
      user: carl,
      severity: 'info',
      firstSeen: '2026-02-27T08:00:00',
      lastSeen: '2026-03-09T08:00:00',
      events: ['c'],
      anchors: [
        ['address', EVIL],
        ['address', elsewhere],
      ],
    };
    const alone = (await make([...records, other], findings)).scope.incidents;
    const [incident] = (await make([...records, other], [...findings, informs])).scope.incidents;
    expect(incident?.findings).toContain('f-info');
    for (const part of ['mailboxes', 'addresses', 'firstSeen', 'lastSeen', 'totals'] as const)
      expect(incident?.[part]).toEqual(alone[0]?.[part]);
  });

  test('one detection alone, however often, makes no incident high; a contradiction does', async () => {
    const noisy = findings
      .filter(({ detection }) => detection === 'address/collection-address')
      .map((finding) => ({ ...finding, severity: 'high' }));
    expect((await make(records, noisy)).scope.incidents[0]?.severity).toBe('medium');
    const contradiction = [{ ...noisy[0], id: 'f-x', severity: 'critical' } as FindingSpec];
    expect((await make(records, contradiction)).scope.incidents[0]?.severity).toBe('high');
  });

  test('a cut tie splits the incident; its id stays with the earliest part, and the tie stays listed', async () => {
    const whole = (await make(records, findings)).scope.incidents[0];
    const decisions = [{ target: `link:${whole?.id ?? ''}:address:${EVIL}`, state: 'benign' }];
    const { scope } = await make(records, findings, { decisions });
    expect(scope.incidents.map((incident) => incident.findings)).toEqual([['f-a', 'f-rule'], ['f-b']]);
    expect(scope.incidents.map(({ id }) => id)).toContain(whole?.id);
    const cut = scope.incidents
      .flatMap(({ links }) => links)
      .filter(({ kind, value }) => kind === 'address' && value === EVIL);
    expect(cut.map(({ decision }) => decision?.state)).toEqual(['benign', 'benign']);
  });

  test('a finding decided benign makes no incident and is still shown', async () => {
    const decisions = findings.map(({ id }) => ({ target: id, state: 'benign' }));
    const { scope } = await make(records, findings, {
      decisions,
      runs: [{ detection: 'address/collection-address', ran: true }],
    });
    expect(scope.incidents).toEqual([]);
    expect(scope.findings.map(({ decision }) => decision?.state)).toEqual(['benign', 'benign', 'benign']);
  });

  test('mail that went the way of a flow is its evidence; a letter from elsewhere to the same place is none', async () => {
    const trace = (id: string, sender: string, time: string): Record<string, unknown> => ({
      MessageId: `<${id}@x>`,
      MessageTraceId: guid(id),
      Received: time,
      SenderAddress: sender,
      RecipientAddress: 'drop@evil.example',
      Status: 'Delivered',
      Size: 100,
    });
    const sent = [trace('t1', ANNA, '2026-03-02T08:00:00Z'), trace('t2', BEN, '2026-03-02T09:00:00Z')];
    const { scope } = await make([...records, ...sent], findings);
    expect(scope.incidents[0]?.flows.map(({ kind, events }) => [kind, events.length])).toEqual([['inbox-rule', 2]]);
  });

  test('message trace counts what went the way of a flow: what the mailbox sent, and what it received and passed on', async () => {
    const trace = (id: string, sender: string, to: string, time: string): Record<string, unknown> => ({
      MessageId: `<${id}@x>`,
      MessageTraceId: guid(`${id} ${to}`),
      Received: time,
      SenderAddress: sender,
      RecipientAddress: to,
      Status: 'Delivered',
      Size: 100,
    });
    const drop = 'drop@evil.example';
    const rows = [
      trace('early', ANNA, drop, '2026-02-20T08:00:00Z'),
      trace('forwarded', ANNA, drop, '2026-03-02T08:00:00Z'),
      trace('redirected', 'partner@example.net', drop, '2026-03-02T09:00:00Z'),
      trace('redirected', 'partner@example.net', ANNA, '2026-03-02T09:00:00Z'),
      trace('of-ben', BEN, drop, '2026-03-02T09:30:00Z'),
      { ...trace('failed', ANNA, drop, '2026-03-02T10:00:00Z'), Status: 'Failed' },
    ];
    const counted = (await make([...records, ...rows], findings)).scope.incidents[0]?.flows[0];
    expect(counted).toMatchObject({ messages: 2, countedBy: 'message-trace' });
    expect(counted?.extent).toContain('2 messages went that way by message trace, which is here from 20 Feb 2026');
    const presumed = (await make(records, findings)).scope.incidents[0]?.flows[0];
    expect(presumed).toMatchObject({ messages: null, countedBy: null });
    expect(presumed?.extent).toContain('is to be presumed sent on');
  });

  test('late data changes no id, and the order of the records changes nothing', async () => {
    const before = await make(records, findings);
    const later = bind({
      id: 'late',
      user: ANNA,
      time: '2026-03-01T01:30:00',
      address: EVIL,
      session,
      messages: ['<0@x>'],
    });
    const after = await make([later, ...[...records].reverse()], findings);
    expect(after.scope.incidents.map(({ id }) => id)).toEqual(before.scope.incidents.map(({ id }) => id));
    expect(after.scope.incidents[0]?.totals.lower).toBe((before.scope.incidents[0]?.totals.lower ?? 0) + 1);
    const shuffled = await make([...records].reverse(), [...findings].reverse());
    expect(JSON.stringify(plain(shuffled.scope))).toBe(JSON.stringify(plain(before.scope)));
  });
});

/** The scope without what JSON cannot hold. */
function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, entry: unknown) =>
      typeof entry === 'bigint' ? String(entry) : entry instanceof Map ? [...entry] : entry,
    ),
  );
}
