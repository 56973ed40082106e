import { describe, expect, test } from 'vitest';
import type { Severity } from '../../src/facts/index.ts';
import type { Decision, ScopeFinding } from '../../src/scope/index.ts';
import { incidentSeverity } from '../../src/scope/severity.ts';

function finding(detection: string, severity: Severity, decision: Decision | null = null): ScopeFinding {
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
    strength: 0.5,
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

  test('a confirmation makes it high at least, and every step has its reason', () => {
    const decision: Decision = { state: 'confirmed', author: 'E. Weber', at: 0, why: 'the user says so' };
    expect(judge([['address/a', 'low']], decision)).toBe('high');
    const { severity, reasons } = incidentSeverity([finding('address/a', 'low', decision)], new Map(), null);
    expect([severity, reasons.at(-1)]).toEqual(['high', 'A finding in it was confirmed by E. Weber: the user says so']);
  });
});
