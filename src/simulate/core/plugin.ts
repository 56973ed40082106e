/** What a trouble or an intrusion is to the simulation. See `index.ts` for how to write one. */
import type { MailboxAudit } from '../mail/audit.ts';
import type { Emit, Endpoint, LogEvent, Mailbox, Person, Use } from './model.ts';

/** What a plug-in sees of the tenant while it is set up, and may change there. */
export interface Tenant {
  readonly seed: number;
  /** Tenant id. */
  readonly id: string;
  readonly domain: string;
  /** First and last moment, the last excluded. */
  readonly start: number;
  readonly end: number;
  readonly people: readonly Person[];
  readonly mailboxes: readonly Mailbox[];
  readonly audit: MailboxAudit;
}

/** What an intrusion tells of itself; accesses, and what no log shows of them, are noted by the machinery. */
export interface IntrusionTruth {
  /** Key for chance and events of this intrusion: `Use.by` and `LogEvent.by`. */
  readonly id: string;
  /** A token that the intruder held, and how it came to be. */
  token(token: TokenTruth): void;
  /** Anything else worth knowing (the list of all accounts was taken …). */
  note(time: number, what: string, details?: Readonly<Record<string, string | number | boolean>>): void;
}

export interface TokenTruth {
  readonly token: string;
  readonly session: string | null;
  readonly issuedAt: number;
  readonly until: number;
  readonly how: 'forged' | 'renewed-by-exchange' | 'stolen' | 'issued-to-intruder';
  /** A ledger of issued tokens that would hold it: a log kind, or null where none does. */
  readonly ledger: string | null;
  readonly user: string | null;
  readonly app: string | null;
}

/** A benign token that no ledger shows, and why: what reconciliation must not call forged. */
export interface BenignToken {
  readonly token: string;
  readonly issuedAt: number;
  readonly user: string | null;
  readonly app: string | null;
  readonly why: 'row-lost' | 'excluded-by-design' | 'issued-elsewhere';
}

/** A plug-in at work. All parts are optional. */
export interface PluginRun {
  /**
   * Asked once an hour, in order, before the hour's uses are carried out; `ordinary` are those of everyday life. Uses
   * may lie later than the hour; they wait. Emitted events go to the logs as they are.
   */
  hour?(hour: number, ordinary: readonly Use[], emit: Emit): readonly Use[];
  /** Where a person's use comes from instead (a VPN, a carrier). */
  reroute?(use: Use): Endpoint | null;
  /** False: the record of this event never arrives. Asked for each log it would go to (a kind of log). */
  keeps?(event: LogEvent, log: string): boolean;
  /** Milliseconds by which its record arrives later than it would. */
  delays?(event: LogEvent, log: string): number;
}

interface PluginOf {
  /** Short, kebab-case, unique within a world. */
  readonly name: string;
  readonly title: string;
}

/** Benign trouble: nobody's intrusion, but it looks like something. */
export interface Trouble extends PluginOf {
  setUp(tenant: Tenant, benign: (token: BenignToken) => void): PluginRun;
}

export interface Intrusion extends PluginOf {
  setUp(tenant: Tenant, truth: IntrusionTruth): PluginRun;
}
