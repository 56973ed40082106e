/** Mailbox audit: what the documentation says it does, on accesses laid out by hand. */
import { describe, expect, it } from 'vitest';
import type { AccessEvent, Client, Credential, Mailbox, Use } from '../../src/simulate/core/model.ts';
import { HOUR, MINUTE } from '../../src/simulate/core/time.ts';
import { MailboxAudit, THROTTLE_RECORDS, type Unlogged } from '../../src/simulate/mail/audit.ts';

const START = Date.UTC(2026, 8, 7);
const NOBODY: Credential = { token: null, issuedAt: null, session: 'a', deviceId: null };

function mailbox(audited = true): Mailbox {
  const folders = [{ id: 'f', path: '\\Inbox', share: 1 }];
  return {
    index: 0,
    guid: 'g',
    address: 'a@x',
    ownerSid: 's',
    kind: 'user',
    vendor: 'm365',
    department: 0,
    folders,
    audited,
    messages: 100,
    arrivals: 1,
  };
}

function client(clientInfo = 'Client=OWA'): Client {
  const caller = { userId: 'a@x', userKey: 'k', sid: 's', userType: 0, objectId: null };
  const signs = {
    clientInfo,
    appId: null,
    clientAppId: null,
    shows: { session: 1, token: 1 },
    topSession: true,
    named: 1,
  };
  return { caller, signs, credentialAt: () => NOBODY };
}

function setUp(): {
  readonly audit: MailboxAudit;
  readonly records: AccessEvent[];
  readonly silent: [Unlogged, number][];
} {
  const records: AccessEvent[] = [];
  const silent: [Unlogged, number][] = [];
  const audit = new MailboxAudit(
    1,
    (event) => (event.kind === 'access' ? void records.push(event) : undefined),
    (_use, _credential, messages, why) => void silent.push([why, messages.length]),
  );
  return { audit, records, silent };
}

const from = (address: string) => ({ address, country: 'DE', city: 'Berlin', asn: 64_496 });

function bind(
  time: number,
  messages: readonly number[],
  on: Mailbox,
  more: { address?: string; client?: Client } = {},
): Extract<Use, { kind: 'bind' }> {
  return {
    kind: 'bind',
    time,
    messages,
    mailbox: on,
    client: more.client ?? client(),
    from: from(more.address ?? '192.0.2.1'),
    by: null,
    key: time % 1_000_003,
  };
}

describe('mailbox audit', () => {
  it('puts binds of two minutes into one record, and begins another after', () => {
    const { audit, records } = setUp();
    const box = mailbox();
    for (const [second, message] of [
      [0, 1],
      [60, 2],
      [119, 3],
      [121, 4],
    ] as const)
      audit.access(bind(START + second * 1000, [message], box), NOBODY);
    audit.settle([box], START + HOUR);
    expect(records.map(({ messages }) => messages)).toEqual([[1, 2, 3], [4]]);
  });

  it('keeps contexts apart: address, client, session', () => {
    const { audit, records } = setUp();
    const box = mailbox();
    audit.access(bind(START, [1], box), NOBODY);
    audit.access(bind(START, [1], box, { address: '192.0.2.2' }), NOBODY);
    audit.access(bind(START, [1], box, { client: client('Client=REST;;') }), NOBODY);
    audit.access(bind(START, [1], box), { ...NOBODY, session: 'b' });
    audit.settle([box], START + HOUR);
    expect(records).toHaveLength(4);
  });

  it('does not log the same again within an hour, whatever the token', () => {
    const { audit, records, silent } = setUp();
    const box = mailbox();
    audit.access(bind(START, [1], box), NOBODY);
    audit.access(bind(START + 59 * MINUTE, [1], box), { ...NOBODY, token: 'another' });
    audit.access(bind(START + 60 * MINUTE, [1], box), NOBODY);
    audit.settle([box], START + 3 * HOUR);
    expect(records).toHaveLength(2);
    expect(silent).toEqual([['suppressed', 1]]);
  });

  it('suppresses a folder that is synchronised again, not another', () => {
    const { audit, records, silent } = setUp();
    const sync = (time: number, folder: number): Use => ({ ...bind(time, [], mailbox()), kind: 'sync', folder }) as Use;
    for (const use of [sync(START, 0), sync(START + MINUTE, 0), sync(START + MINUTE, 1), sync(START + HOUR, 0)]) {
      if (use.kind === 'sync') audit.access(use, NOBODY);
    }
    expect(records.map(({ folder }) => folder)).toEqual([0, 1, 0]);
    expect(silent).toEqual([['suppressed', 0]]);
  });

  it('goes silent for a day after more than a thousand records of binds, and says so in the last', () => {
    const { audit, records, silent } = setUp();
    const box = mailbox();
    for (let number = 0; number < THROTTLE_RECORDS + 50; number += 1)
      audit.access(
        bind(START + number * MINUTE, [number], box, { address: `10.0.${number >> 8}.${number & 255}` }),
        NOBODY,
      );
    audit.settle([box], START + 20 * HOUR);
    expect(records).toHaveLength(THROTTLE_RECORDS + 1);
    expect(records.filter(({ throttled }) => throttled)).toEqual([records.at(-1)]);
    expect(silent.filter(([why]) => why === 'throttled')).toHaveLength(49);
    const last = records.at(-1)?.time ?? 0;
    audit.access(bind(last + 24 * HOUR - 1, [7], box), NOBODY);
    audit.access(bind(last + 24 * HOUR, [8], box), NOBODY);
    audit.settle([box], last + 30 * HOUR);
    expect(records.at(-1)?.messages).toEqual([8]);
  });

  it('logs nothing where nothing is audited, and nothing of whom it bypasses', () => {
    const { audit, records, silent } = setUp();
    const box = mailbox(false);
    audit.access(bind(START, [1], box), NOBODY);
    audit.setBypass('a@x', true);
    audit.access(bind(START, [1], mailbox()), NOBODY);
    audit.setBypass('a@x', false);
    audit.settle([box], START + HOUR);
    expect(records).toEqual([]);
    expect(silent.map(([why]) => why)).toEqual(['unaudited', 'unaudited']);
  });
});
