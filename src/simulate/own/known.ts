/** A tenant that exists, as far as its logs tell: what an intrusion needs to happen in it. Times: milliseconds since 1970. */
import type { LogKind } from '../../facts/index.ts';
import type { AppName, ClientSigns, Endpoint, Folder } from '../core/model.ts';

export interface KnownTenant {
  readonly vendor: 'm365' | 'google';
  /** Tenant id; customer id at Google. */
  readonly id: string;
  readonly domain: string;
  /** First and last access to mail that the logs hold. */
  readonly from: number;
  readonly to: number;
  /** Kinds of logs that are here, each with the time over which it would hold a record. */
  readonly covered: ReadonlyMap<LogKind, { readonly from: number; readonly to: number }>;
  /** Whether accesses carry identifiers of tokens, and sign-ins those of tokens and sessions. */
  readonly linkable: boolean;
  readonly signIns: { readonly tokens: boolean; readonly sessions: boolean };
  /** People with a mailbox whose accesses are logged, those of one department first; the first are the victims. */
  readonly people: readonly KnownPerson[];
  /** The application of programs that most accesses name, and the client that names it; null where none is named. */
  readonly common: { readonly app: AppName; readonly signs: ClientSigns } | null;
  /** An application that accesses mail by itself, as the logs call it; null where none does. */
  readonly ownApplication: { readonly app: AppName; readonly signs: ClientSigns; readonly principal: string } | null;
}

export interface KnownPerson {
  readonly upn: string;
  readonly name: string;
  /** Null where no log states it. */
  readonly objectId: string | null;
  readonly puid: string | null;
  readonly sid: string | null;
  readonly mailboxId: string;
  /** Where she mostly comes from, the vendor's own network left out. */
  readonly usual: Endpoint | null;
  /** The most used first. `id` is empty where no record states it. */
  readonly folders: readonly Pick<Folder, 'id' | 'path'>[];
  /** Messages that the logs name, each with when it was first seen; in that order. */
  readonly messages: readonly { readonly id: string; readonly at: number }[];
  readonly programs: readonly KnownProgram[];
}

/** A program of a person, with what it has shown. */
export interface KnownProgram {
  readonly app: AppName;
  readonly signs: ClientSigns;
  /** In the order of `from`. */
  readonly held: readonly KnownCredential[];
}

export interface KnownCredential {
  readonly token: string | null;
  readonly session: string | null;
  readonly deviceId: string | null;
  readonly issuedAt: number | null;
  /** When it was first shown, and until when it is held to be good. */
  readonly from: number;
  readonly until: number;
}
