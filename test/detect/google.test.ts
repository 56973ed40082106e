/** Detections that are of no vendor find the same in Google's logs; what Google's logs cannot show is said. */
import { afterEach, describe, expect, test } from 'vitest';
import { caseMaker, detectionNamed, loadDetections, notObservable, runDetections } from '../../src/detect/index.ts';
import { notObservableRuns } from '../../src/detect/not-observable.ts';
import type { Database } from '../../src/store/index.ts';

const make = caseMaker();
const all = loadDetections();
let database: Database | undefined;
afterEach(() => {
  database?.close();
  database = undefined;
});

let number = 0;
function activity(
  application: string,
  time: string,
  address: string,
  name: string,
  parameters: readonly unknown[],
): Readonly<Record<string, unknown>> {
  number += 1;
  return {
    id: { time, uniqueQualifier: `-${number}`, applicationName: application, customerId: 'C00example' },
    actor: { email: 'alice@corp.example', profileId: '100000000000000000001' },
    ipAddress: address,
    events: [{ type: application, name, parameters }],
  };
}

const login = (time: string, address: string) =>
  activity('login', time, address, 'login_success', [
    { name: 'login_type', value: 'google_password' },
    { name: 'is_suspicious', boolValue: false },
  ]);

const view = (time: string, address: string, message: string) =>
  activity('gmail', time, address, 'delivery', [
    {
      name: 'event_info',
      messageValue: {
        parameter: [
          { name: 'mail_event_type', intValue: '31' },
          { name: 'success', boolValue: true },
        ],
      },
    },
    { name: 'message_info', messageValue: { parameter: [{ name: 'rfc2822_message_id', value: message }] } },
  ]);

async function findingsOf(id: string, records: readonly Readonly<Record<string, unknown>>[]) {
  database = await make(records);
  return await runDetections(database, [detectionNamed(all, id)]);
}

describe('detections of no vendor, on the logs of Google', () => {
  const days = [1, 3, 5, 7, 9].map((day) => `2024-03-0${day}T08:00:00.000Z`);

  test('mail accessed from an address at which the user has no login', async () => {
    const { findings, runs } = await findingsOf('address/collection-address-without-signin', [
      ...days.map((time) => login(time, '192.0.2.10')),
      ...days.map((time, index) => view(time.replace('T08', 'T09'), '192.0.2.10', `<${index}@corp.example>`)),
      view('2024-03-07T09:00:00.000Z', '203.0.113.66', '<7@corp.example>'),
      login('2024-03-20T08:00:00.000Z', '192.0.2.10'),
    ]);
    expect(runs[0]?.ran).toBe(true);
    expect(findings).toHaveLength(1);
    expect(findings[0]?.anchors).toContainEqual({ kind: 'address', value: '203.0.113.66' });
  });

  test('forwarding that a user set to an address outside', async () => {
    const { findings } = await findingsOf('flow/collection-mailbox-forwarding', [
      login('2024-03-01T08:00:00.000Z', '192.0.2.10'),
      activity('user_accounts', '2024-03-02T08:00:00.000Z', '192.0.2.10', 'email_forwarding_out_of_domain', [
        { name: 'email_forwarding_destination_address', value: 'drop@elsewhere.example' },
      ]),
    ]);
    expect(findings.map(({ mailbox }) => mailbox)).toEqual(['alice@corp.example']);
  });

  test('consent to scopes of mail', async () => {
    const { findings } = await findingsOf('consent/credential-access-mail-consent', [
      activity('token', '2024-03-02T08:00:00.000Z', '192.0.2.10', 'authorize', [
        { name: 'client_id', value: '1000.apps.googleusercontent.com' },
        { name: 'app_name', value: 'Helper' },
        { name: 'scope', multiValue: ['https://mail.google.com/'] },
      ]),
    ]);
    expect(findings.map(({ subject }) => subject)).toEqual(['application:1000.apps.googleusercontent.com']);
  });
});

describe('what no log shows', () => {
  test('is said of the vendors whose logs are here, as not run, and of no other', async () => {
    database = await make([login('2024-03-01T08:00:00.000Z', '192.0.2.10')]);
    const runs = await notObservableRuns(database, notObservable());
    expect(runs.map(({ detection }) => detection)).toEqual([
      'google/collection-message-of-application',
      'token/defense-evasion-google-token-ids',
    ]);
    expect(runs.every(({ ran, reason }) => !ran && /^not observable by these logs: /.test(reason ?? ''))).toBe(true);
    expect(runs[1]?.reason).toContain("Google's logs carry no token identifier");
  });

  test('takes the id of no detection', () => {
    const ids = new Set(all.map(({ id }) => id));
    const statements = notObservable();
    expect(statements.length).toBeGreaterThanOrEqual(3);
    expect(statements.filter(({ id }) => ids.has(id))).toEqual([]);
  });

  test('is said of an empty case not at all', async () => {
    database = await make([]);
    expect(await notObservableRuns(database, notObservable())).toEqual([]);
  });
});
