/** Events that others have judged: what their rules are meant to catch, ours find, and what they let pass, ours let pass. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { caseMaker, detectionNamed, loadDetections, runDetections } from '../../src/detect/index.ts';

const FOLDER = fileURLToPath(new URL('../../../shared/data/labelled-events/', import.meta.url));
const present = existsSync(FOLDER);
if (!present) console.log(`skipped: ${FOLDER} is not here`);

interface Labelled {
  readonly rule: string;
  readonly test: string;
  readonly expected: boolean;
  readonly event: Readonly<Record<string, unknown>>;
}

function labelled(name: string): readonly Labelled[] {
  return readFileSync(`${FOLDER}${name}.jsonl`, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Labelled);
}

/** Rule of others -> detection of ours that is about the same. */
const SAME: Readonly<Record<string, string>> = {
  'GSuite.ExternalMailForwarding': 'flow/collection-mailbox-forwarding',
  'GSuite.GovernmentBackedAttack': 'google/initial-access-suspicious-login',
  'GSuite.IsSuspiciousTag': 'google/initial-access-suspicious-login',
  'GSuite.LeakedPassword': 'google/initial-access-suspicious-login',
  'GSuite.SuspiciousLogins': 'google/initial-access-suspicious-login',
  'GSuite.TwoStepVerification': 'google/persistence-second-factor-weakened',
  'GSuite.AdvancedProtection': 'google/persistence-second-factor-weakened',
  'GSuite.Workspace.DataExportCreated': 'google/collection-takeout-vault',
  'GSuite.Workspace.GmailDefaultRoutingRuleModified': 'google/collection-mail-copied',
  'Azure.Audit.DeviceCodeBrokerClient': 'signin/credential-access-device-code',
};

/** Where ours is meant to differ: test -> what ours says, and why. */
const DIFFERENT: Readonly<Record<string, readonly [hit: boolean, why: string]>> = {
  'Workspace Admin Deletes Default Routing Rule': [false, 'a route that is gone takes no mail'],
};

/** The events are trimmed by hand: without a time the normaliser refuses them, as it must. */
function timed(event: Labelled['event']): Labelled['event'] {
  const { id } = event;
  if (typeof id !== 'object' || id === null || 'time' in id) return event;
  return { ...event, id: { ...id, time: '2024-03-01T08:00:00.000Z' } };
}

describe.skipIf(!present)('events with a verdict of their rule', () => {
  const make = caseMaker();
  const all = loadDetections();
  const events = present
    ? ['gsuite_activityevent_rules', 'azure_signin_rules'].flatMap(labelled).filter(({ rule }) => rule in SAME)
    : [];

  test('there are many, of both kinds', () => {
    console.log(`${events.length} events, ${events.filter(({ expected }) => expected).length} of them to be found`);
    expect(new Set(events.map(({ rule }) => rule)).size).toBe(Object.keys(SAME).length);
    expect(events.filter(({ expected }) => expected).length).toBeGreaterThanOrEqual(10);
  });

  test.each(events.map((entry) => [entry.rule, entry.test, entry] as const))('%s: %s', async (_rule, name, entry) => {
    const detection = detectionNamed(all, SAME[entry.rule] ?? '');
    const database = await make([timed(entry.event)]);
    try {
      const { findings } = await runDetections(database, [detection]);
      expect(findings.length > 0).toBe(DIFFERENT[name]?.[0] ?? entry.expected);
    } finally {
      database.close();
    }
  });
});
