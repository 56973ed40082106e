/**
 * Tenants that never were, with the truth beside their logs. `simulate` imports facts only, and only `drill` uses it.
 *
 * How it works. A world runs hour by hour. In each hour everybody's ordinary uses of mail are planned (`people/`), plug-ins
 * add theirs, and all are carried out in the order of time: each asks its client for a credential (`mail/tokens.ts`, which
 * may sign in for it), and goes through mailbox audit (`mail/audit.ts`: aggregated, suppressed, throttled) whoever makes
 * it. Events go to the logs that would hold them (`writers/delivery.ts`: late, twice, or never) and are written in the
 * vendors' forms (`records/`, `writers/formats.ts`). Nothing is kept beyond what is still on its way.
 *
 * Chance. Every draw belongs to a key: seed, purpose, person, hour … (`core/random.ts`). There is no common stream: an
 * intrusion that is added changes nothing of everybody else's day. A plug-in draws with its own name as purpose (an
 * intrusion: `truth.id`), never from what others draw from.
 *
 * A world (`worlds/NAME.ts`, listed in `worlds/index.ts`) is data: what differs from the ordinary in population, activity
 * and collection, and lists of troubles and intrusions.
 *
 * A plug-in (`troubles/NAME.ts`, `intrusions/NAME.ts`) is one file that exports one object (or a function of settings that
 * gives one) of the interfaces in `core/plugin.ts`. `setUp(tenant, …)` is called once, before the first hour: it may add
 * clients to people, turn audit off for a mailbox, and so on. It gives back a `PluginRun`, whose parts are optional:
 * - `hour(hour, ordinary, emit)`: further uses. A use names its client; a client of one's own answers `credentialAt` (a
 *   forged token, a stolen one, one that it signs in for by emitting sign-ins) and bears its intrusion's id in `by`.
 *   Events that are no use (a rule, a consent, a bypass) are emitted directly, as `audit-record`.
 * - `reroute(use)`: another address for somebody's use (a VPN).
 * - `keeps(event, log)`, `delays(event, log)`: records that never arrive, or later.
 * An intrusion tells its `truth` each token it holds (`truth.token`) and whatever else matters (`truth.note`); accesses
 * and what no log shows of them are noted by the machinery. A trouble tells of benign tokens that no ledger holds.
 */
export type { ClientSigns } from './core/model.ts';
export { BOUNDS, DEFAULT_FORMATS, DEFAULT_START, FORMATS, type Format } from './core/options.ts';
export type { Intrusion } from './core/plugin.ts';
export type { World } from './core/world.ts';
export { LEAST_DAYS, OWN_INTRUSIONS } from './own/intrusions.ts';
export type { KnownCredential, KnownPerson, KnownProgram, KnownTenant } from './own/known.ts';
export { type Mixed, mixIntrusion, spanOf } from './own/mix.ts';
export type { SimulationSummary } from './run.ts';
export { simulate } from './simulate.ts';
export { drawnWorld } from './worlds/drawn.ts';
export { WORLDS } from './worlds/index.ts';
