import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SEVERITIES, type Severity } from '../../src/facts/index.ts';
import type { Decision, ScopeFinding } from '../../src/scope/index.ts';
import { incidentSeverity } from '../../src/scope/severity.ts';

function finding(
  detection: string,
  severity: Severity,
  decision: Decision | null = null,
  strength = 0.5,
): ScopeFinding {
  const none = {
    applications: [],
    addresses: [],
    sessions: [],
    tokens: [],
    clients: [],
    destinations: [],
    mailboxIds: [],
    knownGood: [],
    events: [],
  };
  return {
    ...none,
    id: `f-${detection}`,
    detection,
    version: 1,
    tenant: null,
    severity,
    strength,
    basis: null,
    matchRate: null,
    subject: '',
    mailboxId: null,
    mailbox: null,
    person: null,
    firstSeen: 0,
    lastSeen: 0,
    explanation: '',
    eventCount: 0,
    decision,
  };
}

const judge = (findings: readonly (readonly [string, Severity])[], decision: Decision | null = null): Severity =>
  incidentSeverity(
    findings.map(([detection, severity]) => finding(detection, severity)),
    new Map(),
    decision,
  ).severity;

describe('severity of an incident', () => {
  test.each([
    [
      'one that joins several logs is enough for high',
      [['application/credential-access-principal-elsewhere', 'high']],
      'high',
    ],
    [
      'where it has seen one log only it is not',
      [['application/credential-access-principal-elsewhere', 'medium']],
      'medium',
    ],
    [
      'one detection, however often, is not high',
      [
        ['address/a', 'high'],
        ['address/a', 'high'],
      ],
      'medium',
    ],
    ['a contradiction alone is', [['token/a', 'critical']], 'high'],
    [
      'a contradiction that is borne out is critical',
      [
        ['token/a', 'critical'],
        ['address/b', 'medium'],
      ],
      'critical',
    ],
    [
      'a weak second kind does not bear out',
      [
        ['token/a', 'critical'],
        ['address/b', 'low'],
      ],
      'high',
    ],
    [
      'two independent kinds lift by one',
      [
        ['address/a', 'medium'],
        ['signin/b', 'medium'],
      ],
      'high',
    ],
    [
      'two weak ones too',
      [
        ['address/a', 'low'],
        ['signin/b', 'low'],
      ],
      'medium',
    ],
    [
      'a weaker second kind does not',
      [
        ['address/a', 'medium'],
        ['signin/b', 'low'],
      ],
      'medium',
    ],
    [
      'a consent and the use of the application are one kind',
      [
        ['consent/a', 'medium'],
        ['application/b', 'medium'],
      ],
      'medium',
    ],
    [
      'two detections of one kind keep a high',
      [
        ['consent/a', 'high'],
        ['application/b', 'medium'],
      ],
      'high',
    ],
    ['a suspect that somebody listed stays high', [['suspect/listed', 'high']], 'high'],
    ['a canary that was accessed stays high', [['canary/collection-mailbox-accessed', 'high']], 'high'],
    [
      'a canary that only a service of the vendor accessed does not',
      [['canary/collection-mailbox-accessed', 'low']],
      'low',
    ],
    [
      "Google's family holds several kinds, which bear each other out",
      [
        ['google/initial-access-suspicious-login', 'medium'],
        ['google/collection-new-application', 'medium'],
      ],
      'high',
    ],
    [
      'a new application of Google and a consent are one matter',
      [
        ['consent/credential-access-mail-consent', 'medium'],
        ['google/collection-new-application', 'medium'],
      ],
      'medium',
    ],
  ] as const)('%s', (_, findings, expected) => {
    expect(judge(findings)).toBe(expected);
  });

  test.each([
    [
      'an info beside a high of the same kind is no second detection',
      [
        ['address/a', 'high'],
        ['address/b', 'info'],
      ],
      'medium',
    ],
    ['tokens that nobody issued are enough', [['token/credential-access-unissued-token', 'high']], 'high'],
    ['a session that nobody issued alone is not', [['token/credential-access-unissued-session', 'high']], 'medium'],
    [
      'a session of two users and a token without issuance come from the same identifiers',
      [
        ['session/credential-access-session-of-two-users', 'medium'],
        ['token/credential-access-unissued-session', 'medium'],
      ],
      'medium',
    ],
    [
      'volume and the throttling it brings about are one matter',
      [
        ['volume/collection-access-volume', 'low'],
        ['audit/defense-evasion-throttled-mailbox', 'low'],
      ],
      'low',
    ],
  ] as const)('%s', (_, findings, expected) => {
    expect(judge(findings)).toBe(expected);
  });

  test('what is weak weighs low, whatever its detection says', () => {
    const weak = [finding('address/a', 'medium', null, 0.3), finding('signin/b', 'medium', null, 0.3)];
    expect(incidentSeverity(weak, new Map(), null).severity).toBe('medium');
    expect(incidentSeverity(weak.slice(0, 1), new Map(), null).severity).toBe('low');
  });

  test('a confirmation makes it high at least, and every step has its reason', () => {
    const decision: Decision = { state: 'confirmed', author: 'E. Weber', at: 0, why: 'the user says so' };
    expect(judge([['address/a', 'low']], decision)).toBe('high');
    const { severity, reasons } = incidentSeverity([finding('address/a', 'low', decision)], new Map(), null);
    expect([severity, reasons.at(-1)]).toEqual(['high', 'A finding in it was confirmed by E. Weber: the user says so']);
  });
});

const DETECTIONS = [
  'address/a',
  'address/b',
  'application/a',
  'audit/defense-evasion-throttled-mailbox',
  'audit/a',
  'canary/a',
  'consent/a',
  'google/collection-mail-volume',
  'own/a',
  'signin/a',
  'token/credential-access-contradictory-token',
  'token/credential-access-unissued-session',
  'token/credential-access-unissued-token',
  'volume/a',
];

const some = fc
  .record({
    detection: fc.constantFrom(...DETECTIONS),
    severity: fc.constantFrom(...SEVERITIES),
    strength: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ detection, severity, strength }) => finding(detection, severity, null, strength));

const rankOf = (findings: readonly ScopeFinding[]): number =>
  SEVERITIES.indexOf(incidentSeverity(findings, new Map(), null).severity);

describe('properties', () => {
  test('one more finding never lowers the severity', () => {
    fc.assert(
      fc.property(fc.array(some, { minLength: 1, maxLength: 8 }), some, (findings, more) => {
        expect(rankOf([...findings, more])).toBeGreaterThanOrEqual(rankOf(findings));
      }),
      { numRuns: 2000 },
    );
  });

  test('the order of findings does not matter, nor does saying one twice', () => {
    fc.assert(
      fc.property(fc.array(some, { minLength: 1, maxLength: 8 }), (findings) => {
        expect(rankOf([...findings].reverse())).toBe(rankOf(findings));
        expect(rankOf([...findings, ...findings])).toBe(rankOf(findings));
      }),
    );
  });

  test('any number of findings of one detection that does not stand alone never reaches high', () => {
    const noisy = DETECTIONS.filter((id) => !/canary|contradictory|unissued-token/.test(id));
    const severities = SEVERITIES.filter((severity) => severity !== 'critical');
    fc.assert(
      fc.property(
        fc.constantFrom(...noisy),
        fc.array(fc.constantFrom(...severities), { minLength: 1, maxLength: 40 }),
        (detection, said) => {
          const findings = said.map((severity) => finding(detection, severity, null, 1));
          expect(rankOf(findings)).toBeLessThan(SEVERITIES.indexOf('high'));
        },
      ),
    );
  });

  test('weak findings of one kind never reach high, however many detections they come from', () => {
    const kind = ['address/a', 'address/b', 'address/c', 'address/d'];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...kind), { minLength: 1, maxLength: 40 }), (detections) => {
        const findings = detections.map((detection) => finding(detection, 'medium', null, 0.5));
        expect(rankOf(findings)).toBeLessThan(SEVERITIES.indexOf('high'));
      }),
    );
  });

  test('a contradiction reaches high alone, and critical with anything of weight of another kind', () => {
    const contradiction = finding('token/credential-access-contradictory-token', 'high', null, 0.95);
    expect(rankOf([contradiction])).toBe(SEVERITIES.indexOf('high'));
    for (const detection of DETECTIONS.filter((id) => !id.startsWith('token/')))
      expect(rankOf([contradiction, finding(detection, 'medium')])).toBe(SEVERITIES.indexOf('critical'));
  });
});
