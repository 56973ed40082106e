/**
 * What really happened, beside the logs: `truth.jsonl`, a line an event of an intrusion and a benign token without a
 * ledger, and its sum in `truth.json`. Only what belongs to intrusions is kept in memory.
 */
import type { AccessEvent, Credential, LogEvent, Mailbox, Use } from './model.ts';
import type { BenignToken, Intrusion, IntrusionTruth, TokenTruth } from './plugin.ts';
import { isoSecond, isoTime } from './time.ts';

/** Whether an access stands in a record that was collected, and why not. */
export type Logged = 'yes' | 'suppressed' | 'throttled' | 'unaudited' | 'lost' | 'not-collected';

/** Messages of one line; more go on the next. */
const MOST_MESSAGES = 1000;

interface MailboxSum {
  readonly mailbox: Mailbox;
  readonly accessed: Set<number>;
  readonly logged: Set<number>;
  readonly folders: Set<string>;
  records: number;
}

interface IntrusionSum {
  readonly name: string;
  readonly title: string;
  first: number;
  last: number;
  readonly tokens: Set<string>;
  readonly sessions: Set<string>;
  readonly addresses: Set<string>;
  readonly mailboxes: Map<number, MailboxSum>;
}

/** An intrusion in `truth.json`. Times ISO 8601, UTC. */
export interface IntrusionSummary {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly first: string | null;
  readonly last: string | null;
  readonly tokens: readonly string[];
  readonly sessions: readonly string[];
  readonly addresses: readonly string[];
  readonly mailboxes: readonly {
    readonly mailbox: string;
    readonly mailboxId: string;
    /** Messages that were accessed, and those of them that a collected record names. */
    readonly messages: number;
    readonly messagesLogged: number;
    readonly folders: readonly string[];
    readonly records: number;
  }[];
  readonly messages: number;
  readonly messagesLogged: number;
}

export interface TruthTools {
  write(line: string): void;
  messageId(mailbox: Mailbox, number: number): string;
  messagesIn(mailbox: Mailbox, folder: number): readonly number[];
}

export class Truth {
  readonly benign: Record<BenignToken['why'], number> = {
    'row-lost': 0,
    'excluded-by-design': 0,
    'issued-elsewhere': 0,
  };
  readonly #tools: TruthTools;
  readonly #sums = new Map<string, IntrusionSum>();

  constructor(tools: TruthTools) {
    this.#tools = tools;
  }

  /** Begins the account of one intrusion. */
  begin(intrusion: Intrusion, number: number): IntrusionTruth {
    const id = `${number}-${intrusion.name}`;
    const sum: IntrusionSum = {
      name: intrusion.name,
      title: intrusion.title,
      first: Number.POSITIVE_INFINITY,
      last: Number.NEGATIVE_INFINITY,
      tokens: new Set(),
      sessions: new Set(),
      addresses: new Set(),
      mailboxes: new Map(),
    };
    this.#sums.set(id, sum);
    return {
      id,
      token: (token: TokenTruth) => {
        sum.tokens.add(token.token);
        if (token.session !== null) sum.sessions.add(token.session);
        this.#line({
          kind: 'token',
          intrusion: id,
          ...token,
          issuedAt: isoTime(token.issuedAt),
          until: isoTime(token.until),
        });
      },
      note: (time, what, details = {}) =>
        this.#line({ kind: 'note', intrusion: id, time: isoTime(time), what, ...details }),
    };
  }

  benignToken(token: BenignToken): void {
    this.benign[token.why] += 1;
    this.#line({ kind: 'benign-token', ...token, issuedAt: isoTime(token.issuedAt) });
  }

  /** An access that makes a record, whether or not that was collected. */
  record(event: AccessEvent, logged: Logged): void {
    if (event.by === null) return;
    const messages = event.access === 'sync' ? this.#tools.messagesIn(event.mailbox, event.folder) : event.messages;
    const place = this.#sum(event.by, event.mailbox, event.time);
    if (place === null) return;
    place.records += logged === 'yes' ? 1 : 0;
    this.#access(place, event.by, event, event.credential, messages, logged, logged === 'yes' ? event.id : null);
  }

  /** Another record of an intruder that was collected: a sign-in, a consent that was won by deceit, a rule. */
  trace({ by, kind, time }: Exclude<LogEvent, AccessEvent>, recordId: string): void {
    if (by !== null) this.#line({ kind: 'record', intrusion: by, time: isoTime(time), what: kind, recordId });
  }

  /** An access that leaves no record of its own. */
  silent(
    use: Extract<Use, { kind: 'bind' | 'sync' }>,
    credential: Credential,
    messages: readonly number[],
    logged: Logged,
  ): void {
    if (use.by === null) return;
    const place = this.#sum(use.by, use.mailbox, use.time);
    if (place === null) return;
    const all = use.kind === 'sync' ? this.#tools.messagesIn(use.mailbox, use.folder) : messages;
    const event = {
      time: use.time,
      from: use.from,
      access: use.kind,
      folder: use.kind === 'sync' ? use.folder : -1,
    } as const;
    this.#access(place, use.by, event, credential, all, logged, null);
  }

  summaries(): readonly IntrusionSummary[] {
    return [...this.#sums].map(([id, sum]) => {
      const mailboxes = [...sum.mailboxes.values()]
        .sort((a, b) => a.mailbox.index - b.mailbox.index)
        .map(({ mailbox, accessed, logged, folders, records }) => ({
          mailbox: mailbox.address,
          mailboxId: mailbox.guid,
          messages: accessed.size,
          messagesLogged: logged.size,
          folders: [...folders].sort(),
          records,
        }));
      const total = (of: (one: (typeof mailboxes)[number]) => number): number =>
        mailboxes.reduce((all, one) => all + of(one), 0);
      return {
        id,
        name: sum.name,
        title: sum.title,
        first: Number.isFinite(sum.first) ? isoSecond(sum.first) : null,
        last: Number.isFinite(sum.last) ? isoSecond(sum.last) : null,
        tokens: [...sum.tokens].sort(),
        sessions: [...sum.sessions].sort(),
        addresses: [...sum.addresses].sort(),
        mailboxes,
        messages: total((one) => one.messages),
        messagesLogged: total((one) => one.messagesLogged),
      };
    });
  }

  #sum(by: string, mailbox: Mailbox, time: number): MailboxSum | null {
    const sum = this.#sums.get(by);
    if (sum === undefined) return null;
    sum.first = Math.min(sum.first, time);
    sum.last = Math.max(sum.last, time);
    let place = sum.mailboxes.get(mailbox.index);
    if (place === undefined) {
      place = { mailbox, accessed: new Set(), logged: new Set(), folders: new Set(), records: 0 };
      sum.mailboxes.set(mailbox.index, place);
    }
    return place;
  }

  #access(
    place: MailboxSum,
    by: string,
    event: Pick<AccessEvent, 'time' | 'from' | 'access' | 'folder'>,
    credential: Credential,
    messages: readonly number[],
    logged: Logged,
    recordId: string | null,
  ): void {
    const { mailbox } = place;
    this.#sums.get(by)?.addresses.add(event.from.address);
    const folder = event.access === 'sync' ? (mailbox.folders[event.folder]?.path ?? null) : null;
    if (folder !== null) place.folders.add(folder);
    for (const number of messages) {
      place.accessed.add(number);
      if (logged === 'yes' && event.access === 'bind') place.logged.add(number);
    }
    for (let from = 0; from === 0 || from < messages.length; from += MOST_MESSAGES) {
      this.#line({
        kind: 'access',
        intrusion: by,
        access: event.access,
        time: isoSecond(event.time),
        mailbox: mailbox.address,
        mailboxId: mailbox.guid,
        recordId,
        logged,
        token: credential.token,
        session: credential.session,
        address: event.from.address,
        folder,
        messages: messages.slice(from, from + MOST_MESSAGES).map((number) => this.#tools.messageId(mailbox, number)),
      });
    }
  }

  #line(value: Readonly<Record<string, unknown>>): void {
    this.#tools.write(JSON.stringify(value));
  }
}
