/** Google Workspace alone, from records to the verdict: an intruder with a password, and the same weeks without one. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { scratchFolder } from '../cli/program.ts';
import { said } from '../cli/said.ts';

const home = scratchFolder();
afterAll(() => home.remove());

type Json = Readonly<Record<string, unknown>>;
const INTRUDER = '203.0.113.66';

let count = 0;
function activity(
  application: string,
  time: string,
  address: string,
  name: string,
  parameters: readonly Json[],
  user = 'alice',
): Json {
  count += 1;
  return {
    kind: 'admin#reports#activity',
    id: { time, uniqueQualifier: `-${count}`, applicationName: application, customerId: 'C00example' },
    actor: { email: `${user}@corp.example`, profileId: user === 'alice' ? '1001' : '1002' },
    ipAddress: address,
    events: [{ type: application, name, parameters }],
  };
}

const login = (time: string, address: string, marked: boolean, user?: string): Json =>
  activity(
    'login',
    time,
    address,
    'login_success',
    [
      { name: 'login_type', value: 'google_password' },
      { name: 'is_suspicious', boolValue: marked },
    ],
    user,
  );

const view = (time: string, address: string, message: string, user?: string): Json =>
  activity(
    'gmail',
    time,
    address,
    'delivery',
    [
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
    ],
    user,
  );

const call = (time: string, address: string, client: string, bytes: number, user?: string): Json =>
  activity(
    'token',
    time,
    address,
    'activity',
    [
      { name: 'api_name', value: 'gmail' },
      { name: 'method_name', value: 'gmail.users.messages.get' },
      { name: 'client_id', value: client },
      { name: 'num_response_bytes', intValue: String(bytes) },
    ],
    user,
  );

/** Twenty-five ordinary days of two people who share an office and a mail program. */
function ordinary(): readonly Json[] {
  const days = Array.from({ length: 25 }, (_, index) => `2024-03-${String(index + 1).padStart(2, '0')}`);
  return days.flatMap((day) =>
    ['alice', 'bob'].flatMap((user) => [
      login(`${day}T08:00:00.000Z`, '192.0.2.10', false, user),
      ...[0, 1, 2].map((n) =>
        view(`${day}T09:0${n}:00.000Z`, '192.0.2.10', `<${user}-${day}-${n}@corp.example>`, user),
      ),
      call(`${day}T10:00:00.000Z`, '198.51.100.7', 'known.apps.googleusercontent.com', 20_000, user),
    ]),
  );
}

/** A night in which somebody logs in as Alice, looks, lets an application in, fetches, and leaves a forwarding behind. */
function intrusion(): readonly Json[] {
  const night = (minute: number): string => `2024-03-22T03:${String(minute).padStart(2, '0')}:00.000Z`;
  return [
    login(night(0), INTRUDER, true),
    ...[1, 2, 3, 4].map((n) => view(night(n), INTRUDER, `<stolen-${n}@corp.example>`)),
    activity('token', night(10), INTRUDER, 'authorize', [
      { name: 'client_id', value: 'sync.apps.googleusercontent.com' },
      { name: 'app_name', value: 'Sync' },
      { name: 'scope', multiValue: ['https://mail.google.com/'] },
    ]),
    ...[11, 12, 13].map((n) => call(night(n), '203.0.113.67', 'sync.apps.googleusercontent.com', 30_000_000)),
    activity('user_accounts', night(20), INTRUDER, 'email_forwarding_out_of_domain', [
      { name: 'email_forwarding_destination_address', value: 'drop@elsewhere.example' },
    ]),
  ];
}

interface Document {
  readonly summary: {
    readonly verdict: string;
    readonly notRun: readonly { readonly detection: string; readonly reason: string }[];
    readonly incidents: readonly {
      readonly severity: string;
      readonly mailboxes: readonly string[];
      readonly applications: readonly string[];
      readonly flows: readonly { readonly kind: string; readonly destination: string | null }[];
    }[];
  };
  readonly findings: readonly { readonly detection: string }[];
  readonly exposure: readonly { readonly messages: readonly { readonly messageId: string }[] }[];
}

async function investigate(name: string, records: readonly Json[]): Promise<Document> {
  const file = join(home.path, `${name}.jsonl`);
  writeFileSync(file, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  const outcome = await said(['investigate', file, '--case', join(home.path, name), '--json']);
  expect(outcome).toMatchObject({ status: 0, stderr: '' });
  return JSON.parse(outcome.stdout) as Document;
}

describe('Google Workspace', () => {
  test('an intruder: one incident, of several kinds of evidence, with what was taken', async () => {
    const { summary, findings, exposure } = await investigate('intrusion', [...ordinary(), ...intrusion()]);
    expect(summary.verdict).toBe('intrusion');
    expect(summary.incidents).toHaveLength(1);
    expect(summary.incidents[0]).toMatchObject({
      severity: 'high',
      mailboxes: ['alice@corp.example'],
      applications: ['sync.apps.googleusercontent.com'],
    });
    expect(summary.incidents[0]?.flows.map(({ kind, destination }) => [kind, destination])).toEqual([
      ['consent', 'sync.apps.googleusercontent.com'],
      ['forwarding', 'drop@elsewhere.example'],
    ]);
    expect(findings.map(({ detection }) => detection)).toEqual(
      expect.arrayContaining([
        'consent/credential-access-mail-consent',
        'flow/collection-mailbox-forwarding',
        'google/collection-api-volume',
        'google/collection-new-application',
        'google/initial-access-suspicious-login',
      ]),
    );
    const messages = exposure.flatMap((entry) => entry.messages.map(({ messageId }) => messageId));
    expect([...messages].sort()).toEqual([1, 2, 3, 4].map((n) => `<stolen-${n}@corp.example>`));
  });

  test('the same weeks without one: nothing is found, and what cannot be compared is said', async () => {
    const { summary, findings } = await investigate('ordinary', ordinary());
    expect(findings).toEqual([]);
    expect(summary.incidents).toEqual([]);
    const statement = summary.notRun.find(({ detection }) => detection === 'token/defense-evasion-google-token-ids');
    expect(statement?.reason).toContain('carry no token identifier');
  });
});
