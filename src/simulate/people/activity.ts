/** Ordinary life: what people, their programs, connected applications and the vendor's services do in an hour. */
import type { Client, Endpoint, Mailbox, Person, Use } from '../core/model.ts';
import { hashOf, Random } from '../core/random.ts';
import { HOUR } from '../core/time.ts';
import { SERVICES } from '../mail/clients.ts';
import { GoogleClient } from '../mail/google-clients.ts';
import { arrivalsIn, folderOf } from '../mail/messages.ts';
import { AppClient, PersonalClient, ServiceClient } from '../mail/tokens.ts';
import {
  homeEndpoint,
  hostedEndpoint,
  hotelEndpoint,
  mobileEndpoint,
  officeEndpoint,
  serviceEndpoint,
} from './networks.ts';
import { busyness, type DayPlan, localDay, localHourOf, planOf } from './plan.ts';

/** Rates that are no client's own. */
export interface ActivityRates {
  /** Multiplies how often everybody uses mail. */
  readonly pace: number;
  /** Share of hours with new mail in which a service of the vendor works on it. */
  readonly services: number;
  /** Messages sent in an hour of work. */
  readonly sent: number;
  /** Share of uses that open a mailbox of somebody else, for those who have one. */
  readonly delegated: number;
  /** Share of uses of an older message instead of a recent one. */
  readonly older: number;
}

export const ACTIVITY: ActivityRates = { pace: 1, services: 0.3, sent: 0.5, delegated: 0.15, older: 0.12 };

/** Seconds between messages that somebody goes through. */
const STEP = [2, 26] as const;

/** Messages opened at Google in an hour of work. */
const AT_GOOGLE = 4;

/** Share of looks at mail that are at the inbox; the others are at any folder. */
const AT_INBOX = 0.85;

/** Chance, after each message, to go on in another folder; a third of it for services. */
const ELSEWHERE = 0.15;

/** Messages that a service of the vendor works on at once: mean beyond the first, and most (the lab of 2021: 3.6, 11). */
const SERVED = 2.8;
const MOST_SERVED = 11;

export class OrdinaryLife {
  readonly #seed: number;
  readonly #rates: ActivityRates;
  readonly #plans = new Map<number, DayPlan>();
  readonly #services = new Map<number, readonly Client[]>();

  constructor(seed: number, rates: ActivityRates) {
    this.#seed = seed;
    this.#rates = rates;
  }

  /** New mail arrives in every mailbox; the services of the vendor look at some of it. */
  arrive(mailboxes: readonly Mailbox[], people: readonly Person[], hour: number): readonly Use[] {
    const uses: Use[] = [];
    for (const mailbox of mailboxes) {
      const owner = people[mailbox.index] ?? people[mailbox.index % people.length];
      if (owner === undefined) continue;
      const plan = this.#planOf(owner, hour);
      const number = arrivalsIn(this.#seed, mailbox, hour, localHourOf(plan.zone, hour), plan.works);
      mailbox.messages += number;
      if (number > 0 && mailbox.vendor === 'm365') this.#serve(mailbox, owner, hour, uses);
    }
    return uses;
  }

  /** What a person and her programs do in an hour, beginning at `hour`. */
  act(person: Person, hour: number): readonly Use[] {
    const uses: Use[] = [];
    const plan = this.#planOf(person, hour);
    const local = localHourOf(plan.zone, hour);
    const random = new Random(this.#seed, 'hour', person.index, Math.floor(hour / HOUR));
    for (const client of person.clients) {
      if (client instanceof PersonalClient) this.#work(person, client, plan, local, hour, random, uses);
      else if (client instanceof GoogleClient) this.#atGoogle(person, client, plan, local, hour, random, uses);
      else if (client instanceof AppClient)
        this.#connected(person, client, busyness(plan, local, false), hour, random, uses);
    }
    return uses;
  }

  #planOf(person: Person, time: number): DayPlan {
    const known = this.#plans.get(person.index);
    const day = localDay(person, time);
    if (known?.day === day) return known;
    const plan = planOf(this.#seed, person, day);
    this.#plans.set(person.index, plan);
    return plan;
  }

  #work(
    person: Person,
    client: PersonalClient,
    plan: DayPlan,
    local: number,
    hour: number,
    random: Random,
    uses: Use[],
  ): void {
    const { kind } = client;
    const busy = busyness(plan, local, kind.mobile) * person.habits.pace * this.#rates.pace;
    // The browser is the second program of those who have another.
    const second = !kind.mobile && person.clients[0] !== client;
    const rate = second ? busy * 0.15 : busy;
    for (let left = random.often(kind.perHour * rate); left > 0; left -= 1) {
      const mailbox =
        person.delegated.length > 0 && random.chance(this.#rates.delegated)
          ? random.pick(person.delegated)
          : person.mailbox;
      const from = this.#from(person, plan, kind.mobile, hour, random);
      this.#look(client, mailbox, from, hour + random.below(HOUR), random, uses);
    }
    if (rate > 0 && random.chance(Math.min(0.9, this.#rates.sent * rate))) {
      const recipients = 1 + random.often(0.8);
      uses.push({
        ...this.#use(client, this.#from(person, plan, kind.mobile, hour, random), hour + random.below(HOUR), random),
        kind: 'send',
        mailbox: person.mailbox,
        recipients,
      });
    }
  }

  /** One look at mail: new messages mostly; a desktop synchronises folders besides. */
  #look(client: PersonalClient, mailbox: Mailbox, from: Endpoint, start: number, random: Random, uses: Use[]): void {
    let time = start;
    if (client.kind.access === 'sync') {
      for (const folder of random.chance(0.3) ? [0, 1 + random.below(mailbox.folders.length - 1)] : [0]) {
        uses.push({ ...this.#use(client, from, time, random), kind: 'sync', mailbox, folder });
        time += random.between(...STEP) * 1000;
      }
      // Most of what is looked at then lies on the disk already.
      if (!random.chance(0.25)) return;
    }
    let folder = this.#folder(mailbox, random);
    let newest = mailbox.messages - random.often(3);
    for (let left = 1 + random.often(client.kind.perUse - 1); left > 0 && time < start + HOUR; left -= 1) {
      newest = this.#before(
        mailbox,
        folder,
        random.chance(this.#rates.older) ? random.below(mailbox.messages) : newest,
      );
      uses.push({ ...this.#use(client, from, time, random), kind: 'bind', mailbox, messages: [newest] });
      time += random.between(...STEP) * 1000;
      if (random.chance(ELSEWHERE)) folder = random.below(mailbox.folders.length);
    }
  }

  /** Mail at Google, in the browser and on the phone: messages are opened one by one. */
  #atGoogle(
    person: Person,
    client: GoogleClient,
    plan: DayPlan,
    local: number,
    hour: number,
    random: Random,
    uses: Use[],
  ): void {
    const mobile = client.program !== 'WEB';
    const busy = busyness(plan, local, mobile) * person.habits.pace * this.#rates.pace * (mobile ? 0.5 : 1);
    for (let left = random.often(AT_GOOGLE * busy); left > 0; left -= 1) {
      const from = this.#from(person, plan, mobile, hour, random);
      const { mailbox } = person;
      const message = this.#before(mailbox, 0, mailbox.messages - random.often(8));
      const time = hour + random.below(HOUR);
      uses.push({ ...this.#use(client, from, time, random), kind: 'bind', mailbox, messages: [message] });
    }
  }

  #folder(mailbox: Mailbox, random: Random): number {
    return random.chance(AT_INBOX) ? 0 : random.below(mailbox.folders.length);
  }

  /** The last message of a folder before another one. */
  #before(mailbox: Mailbox, folder: number, number: number): number {
    let at = Math.max(0, number - 1);
    while (at > 0 && folderOf(this.#seed, mailbox, at) !== folder) at -= 1;
    return at;
  }

  #connected(person: Person, client: AppClient, busy: number, hour: number, random: Random, uses: Use[]): void {
    if (busy === 0 || !random.chance(0.8)) return;
    const time = hour + random.below(HOUR - 60_000);
    const from = hostedEndpoint(this.#seed, client.vendor, Math.floor(hour / HOUR));
    const newest = person.mailbox.messages - 1;
    const number = 1 + random.often(2);
    const messages = Array.from({ length: number }, (_unused, index) => Math.max(0, newest - index));
    const asked = this.#use(client, from, time, random);
    if (client.overGraph)
      uses.push({
        ...asked,
        kind: 'graph',
        method: 'GET',
        uri: `me/mailFolders/inbox/messages?$top=${number}`,
        bytes: 2_000 + number * 9_000,
        scopes: 'Mail.Read User.Read',
      });
    uses.push({ ...this.#use(client, from, time + 1000, random), kind: 'bind', mailbox: person.mailbox, messages });
  }

  #serve(mailbox: Mailbox, owner: Person, hour: number, uses: Use[]): void {
    const random = new Random(this.#seed, 'service', mailbox.index, Math.floor(hour / HOUR));
    if (!random.chance(this.#rates.services)) return;
    let services = this.#services.get(mailbox.index);
    if (services === undefined) {
      const { address: userId, ownerSid: sid } = mailbox;
      const caller = { userId, userKey: owner.mailbox === mailbox ? owner.puid : '', sid, userType: 0, objectId: null };
      services = SERVICES.map((signs) => new ServiceClient(signs, caller));
      this.#services.set(mailbox.index, services);
    }
    const from = serviceEndpoint(this.#seed, mailbox.index, Math.floor(hour / HOUR));
    let folder = this.#folder(mailbox, random);
    const messages: number[] = [];
    for (let left = Math.min(MOST_SERVED, 1 + random.often(SERVED)); left > 0; left -= 1) {
      messages.push(this.#before(mailbox, folder, messages.at(-1) ?? mailbox.messages));
      if (random.chance(ELSEWHERE / 3)) folder = random.below(mailbox.folders.length);
    }
    const time = hour + random.below(HOUR);
    uses.push({ ...this.#use(random.pick(services), from, time, random), kind: 'bind', mailbox, messages });
  }

  #from(person: Person, plan: DayPlan, mobile: boolean, hour: number, random: Random): Endpoint {
    const onCarrier = mobile && random.chance(plan.where === 'office' ? 0.5 : 0.3);
    if (onCarrier) return mobileEndpoint(this.#seed, person, hour, plan.trip);
    if (plan.trip !== null) return hotelEndpoint(this.#seed, person, plan.trip, plan.day);
    return plan.where === 'office' && plan.works
      ? officeEndpoint(this.#seed, person.office, hour)
      : homeEndpoint(this.#seed, person, hour);
  }

  #use(
    client: Client,
    from: Endpoint,
    time: number,
    random: Random,
  ): { client: Client; from: Endpoint; time: number; by: null; key: number } {
    return { client, from, time, by: null, key: hashOf(random.word(), 'use', Math.floor(time / 1000)) };
  }
}
