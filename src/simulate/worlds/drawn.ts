/**
 * Worlds that nobody has laid out: population, collection, troubles and the intrusion are drawn from distributions, so
 * that detections can be measured on what they were not written for. The same seed draws the same world.
 */
import type { LogKind } from '../../facts/index.ts';
import { guidOf } from '../core/identifiers.ts';
import type { Intrusion, Trouble } from '../core/plugin.ts';
import { Random } from '../core/random.ts';
import { COLLECTION, type Collection, type World } from '../core/world.ts';
import { adversaryInTheMiddle } from '../intrusions/adversary-in-the-middle.ts';
import { applicationSecret } from '../intrusions/application-secret.ts';
import { auditBypass } from '../intrusions/audit-bypass.ts';
import { forgedSaml } from '../intrusions/forged-saml.ts';
import { FORGED_TOKENS, forgedTokens } from '../intrusions/forged-tokens.ts';
import { imapSpray } from '../intrusions/imap-spray.ts';
import { maliciousConsent } from '../intrusions/malicious-consent.ts';
import { stolenToken } from '../intrusions/stolen-token.ts';
import { throttleOnPurpose } from '../intrusions/throttle-on-purpose.ts';
import { wholeMailboxSync } from '../intrusions/whole-mailbox-sync.ts';
import { CLIENT_KINDS } from '../mail/clients.ts';
import type { PopulationSettings } from '../people/population.ts';
import { backup, OVEREAGER } from '../troubles/backup.ts';
import { carrierNat } from '../troubles/carrier-nat.ts';
import { ediscovery } from '../troubles/ediscovery.ts';
import { firstPartyUnlogged } from '../troubles/first-party-unlogged.ts';
import { guestsAndPartners } from '../troubles/guests-and-partners.ts';
import { merger } from '../troubles/merger.ts';
import { migration } from '../troubles/migration.ts';
import { newApplication } from '../troubles/new-application.ts';
import { signInOutage } from '../troubles/sign-in-outage.ts';
import { travellingMinister } from '../troubles/travelling-minister.ts';
import { vpnOneExit } from '../troubles/vpn-one-exit.ts';

/** Share of drawn worlds without any intrusion, of intrusions by forged tokens, and most troubles of one world. */
const BENIGN = 0.4;
const FORGED = 0.5;
const MOST_TROUBLES = 3;

/** The days on which things begin, at the earliest and the latest. */
const DAYS = [2, 14] as const;

export function drawnWorld(seed: number): World {
  const random = new Random(seed, 'drawn world');
  const troubles = troublesFrom(random);
  const intrusion = random.chance(BENIGN) ? null : intrusionFrom(random, seed);
  const federation = federationFrom(new Random(seed, 'drawn federation'), intrusion);
  const met = [...troubles, ...(intrusion === null ? [] : [intrusion])].map(({ title }) => title);
  return {
    name: `drawn-${seed}`,
    title: met.length === 0 ? 'Drawn: nothing happens' : `Drawn: ${met.join('; ')}`,
    about: 'Population, collection, troubles and the intrusion, if there is one, are drawn from distributions.',
    population: { ...populationFrom(random), federated: federation.federated },
    collection: withoutLog(collectionFrom(random), federation.collected ? null : 'signin-adfs'),
    troubles,
    intrusions: intrusion === null ? [] : [intrusion],
  };
}

/** A share between two bounds, to the thousandth. */
function between(random: Random, low: number, high: number): number {
  return random.between(Math.round(low * 1000), Math.round(high * 1000)) / 1000;
}

function populationFrom(random: Random): Partial<PopulationSettings> {
  return {
    offices: random.between(1, 3),
    shared: between(random, 0, 0.12),
    delegates: between(random, 0.02, 0.25),
    unaudited: random.chance(0.3) ? between(random, 0, 0.1) : 0,
    phones: between(random, 0.4, 0.95),
    connected: between(random, 0, 0.3),
    programs: [
      ['outlook-desktop', random.between(10, 70)],
      ['new-outlook', random.between(5, 50)],
      ['owa', random.between(5, 50)],
      ['imap', random.between(0, 10)],
    ],
  };
}

/** Share of tenants with a federation server of their own, and of these with its log. */
const FEDERATED = 0.25;
const ADFS_COLLECTED = 0.6;

/** Where an assertion is forged there is a federation server. A draw of its own: the rest of the world stays as it is. */
function federationFrom(random: Random, intrusion: Intrusion | null): { federated: boolean; collected: boolean } {
  const federated = random.chance(FEDERATED) || intrusion?.name === 'forged-saml';
  return { federated, collected: random.chance(ADFS_COLLECTED) };
}

function withoutLog(collection: Partial<Collection>, log: LogKind | null): Partial<Collection> {
  return { ...collection, logs: (collection.logs ?? COLLECTION.logs).filter((one) => one !== log) };
}

/** Logs that are missing in some tenants, with the share of tenants. */
const MISSING: readonly (readonly [log: LogKind, share: number])[] = [
  ['graph-activity', 0.4],
  ['owa-auth', 0.3],
  ['signin-service-principal', 0.2],
  ['signin-noninteractive', 0.1],
  ['directory-audit', 0.1],
];

function collectionFrom(random: Random): Partial<Collection> {
  const missing = new Set(MISSING.filter(([, share]) => random.chance(share)).map(([log]) => log));
  return {
    logs: COLLECTION.logs.filter((log) => !missing.has(log)),
    signInDays: random.weighted([
      [null, 6],
      [30, 2],
      [7, 2],
    ]),
    identifiers: random.chance(0.9) ? 'today' : '2023',
    refreshesInAudit: between(random, 0, 0.6),
    audit: { ...COLLECTION.audit, late: between(random, 0, 0.02), lost: random.below(20) / 10_000 },
    signIns: { ...COLLECTION.signIns, late: between(random, 0, 0.01), lost: random.below(20) / 10_000 },
  };
}

function troublesFrom(random: Random): readonly Trouble[] {
  const day = (): number => random.between(...DAYS);
  const all: readonly (() => Trouble)[] = [
    () => firstPartyUnlogged,
    () => newApplication({ day: day(), days: random.between(1, 10) }),
    () => vpnOneExit(day()),
    () => carrierNat,
    () => travellingMinister(random.between(0, 3)),
    () => signInOutage({ day: day(), fromHour: random.between(5, 12), hours: random.between(1, 12) }),
    () => guestsAndPartners({ guests: random.between(1, 20), technicians: random.between(1, 3) }),
    () => migration({ day: day(), nights: random.between(3, 14), messages: random.between(300, 1500) }),
    () => ediscovery(day()),
    () => backup(random.chance(0.5) ? OVEREAGER : { perNight: random.between(10, 60) }),
    () => merger({ day: day(), share: between(random, 0.1, 0.5) }),
  ];
  const left = [...all];
  return Array.from({ length: random.between(0, MOST_TROUBLES) }, () => {
    const [make] = left.splice(random.below(left.length), 1);
    if (make === undefined) throw new RangeError('no trouble is left');
    return make();
  });
}

function intrusionFrom(random: Random, seed: number): Intrusion {
  const day = random.between(...DAYS);
  if (random.chance(FORGED)) return forgedFrom(random, seed, day);
  const victim = random.between(0, 5);
  const victims = random.between(1, 4);
  return random.weighted<() => Intrusion>([
    [() => stolenToken({ day, messages: random.between(20, 300) }), 2],
    [() => wholeMailboxSync({ victim, victims, day, days: random.between(1, 8) }), 1],
    [() => throttleOnPurpose({ victim, day, addresses: random.between(5, 12) }), 1],
    [() => maliciousConsent({ victim, victims, day, each: random.between(5, 60) }), 1],
    [() => adversaryInTheMiddle({ victim, victims, day, perDay: random.between(5, 80) }), 1],
    [() => auditBypass({ victim, day, opened: random.between(0, 4) }), 1],
    [() => applicationSecret({ victim, victims, day, perNight: random.between(20, 200) }), 1],
    [() => imapSpray({ day, rounds: random.between(1, 4), opened: random.between(1, 3) }), 1],
    [() => forgedSaml({ victim, victims, day, perDay: random.between(5, 120) }), 1],
  ])();
}

/** What forged tokens may name: an application in wide use or of nobody, and a client that fits it or not. */
function forgedFrom(random: Random, seed: number, day: number): Intrusion {
  const kind = random.pick([CLIENT_KINDS.owa, CLIENT_KINDS['outlook-desktop'], CLIENT_KINDS['new-outlook']]);
  const own = random.chance(0.2);
  return forgedTokens({
    mailboxes: random.between(1, 12),
    perDay: random.pick([3, 10, 40, 120, 270]),
    fromDay: random.chance(0.15) ? 0 : day,
    toDay: random.chance(0.4) ? day + random.between(1, 10) : null,
    application: own ? guidOf(seed, 'drawn application') : kind.app.id,
    clientInfo: random.chance(0.4) ? FORGED_TOKENS.clientInfo : kind.signs.clientInfo,
    renewed: random.chance(0.4),
    directory: random.chance(0.4),
    session: random.pick(['none', 'invented', 'copied'] as const),
  });
}
