/** The things a simulated tenant is made of, and what happens in it. Times: milliseconds since 1970, UTC. */

/** Where an address comes from; `network` is a key that addresses of one network share. */
export interface Endpoint {
  readonly address: string;
  readonly country: string;
  readonly city: string;
  /** Autonomous system, of the numbers kept for documentation. */
  readonly asn: number;
}

export interface Folder {
  readonly id: string;
  readonly path: string;
  /** Share of the mailbox's messages that lie in it. */
  readonly share: number;
}

export interface Mailbox {
  readonly index: number;
  readonly guid: string;
  readonly address: string;
  readonly ownerSid: string;
  readonly kind: 'user' | 'shared';
  readonly vendor: 'm365' | 'google';
  /** Department of whose it is: people of one department share messages. */
  readonly department: number;
  readonly folders: readonly Folder[];
  /** False: no licence that audits, nothing of it is logged. */
  audited: boolean;
  /** Messages it holds; grows as mail arrives. The newest has the number `messages - 1`. */
  messages: number;
  /** Mean of messages that arrive on a working day. */
  readonly arrivals: number;
  /** Of a mailbox that exists: ids of messages that lie in it, from number `from` on. All others are invented. */
  readonly known?: { readonly from: number; readonly ids: readonly string[] };
}

/** How a person's days run; local hours. */
export interface Habits {
  /** Minutes east of UTC, at home. */
  readonly zone: number;
  readonly country: string;
  readonly city: string;
  readonly startHour: number;
  readonly endHour: number;
  /** Bit 0 Monday … bit 4 Friday: works from home that day. */
  readonly homeDays: number;
  /** Multiplies how often mail is used. */
  readonly pace: number;
}

export interface Person {
  readonly index: number;
  readonly name: string;
  readonly upn: string;
  readonly objectId: string;
  /** 16 hex digits, as `UserKey` carries it. */
  readonly puid: string;
  readonly sid: string;
  readonly department: number;
  readonly title: string;
  readonly office: number;
  /** Signs in at the organisation's own federation server, whose assertions the identity system takes. */
  readonly federated: boolean;
  readonly habits: Habits;
  readonly mailbox: Mailbox;
  /** Clients in use, the main one first. Plug-ins may add some while they are set up. */
  readonly clients: Client[];
  /** Mailboxes opened for somebody else, or shared ones. */
  readonly delegated: Mailbox[];
  /** Of somebody who exists: where she mostly comes from. */
  readonly usual?: Endpoint;
}

/** Who a record says has acted. */
export interface Caller {
  readonly userId: string;
  readonly userKey: string;
  readonly sid: string;
  /** 0 regular, 5 application … (Management API schema, UserType). */
  readonly userType: number;
  readonly objectId: string | null;
  /** A delegated administrator of another organisation: `ExternalAccess`, and logon type 6. */
  readonly external?: boolean;
}

/** What a client shows the service. Null: none, as with background work and cookies of old. */
export interface Credential {
  /** GUID of the token. */
  readonly token: string | null;
  readonly issuedAt: number | null;
  readonly session: string | null;
  readonly deviceId: string | null;
}

/** What the logs call a client. */
export interface ClientSigns {
  readonly clientInfo: string;
  readonly appId: string | null;
  readonly clientAppId: string | null;
  /** Share of accesses whose record carries each, while the identifiers of today are logged. */
  readonly shows: { readonly session: number; readonly token: number };
  /** The record carries a session at the top (`SessionId`), not only in `AppAccessContext`. */
  readonly topSession: boolean;
  /** Share of records that name the application at all. */
  readonly named: number;
  /** Records that do not name it carry no session and no token either. */
  readonly bare?: boolean;
  /** Its records did not name the application in logs without identifiers of tokens. */
  readonly unnamedThen?: boolean;
}

/**
 * Something that uses mail: a person's program, a service, an application, an intruder's tool. It is asked for its
 * credential at each use, in the order of time, and may sign in (emit) to have one.
 */
export interface Client {
  readonly caller: Caller;
  readonly signs: ClientSigns;
  credentialAt(time: number, from: Endpoint, emit: Emit): Credential;
  /** The credential held at that time, or null; signs in to nothing. For thieves. */
  peek?(time: number): Credential | null;
}

/** A program of a person, with tokens that thieves may take. */
export interface Program extends Client {
  readonly kind: { readonly app: AppName };
  peek(time: number): Credential | null;
  /** Until when the token held now is good; 0 where there is none. */
  readonly heldUntil: number;
}

/** Whose doing it is: null for ordinary life, else the id of an intrusion. */
export type Origin = string | null;

interface UseOf {
  readonly time: number;
  readonly client: Client;
  readonly from: Endpoint;
  readonly by: Origin;
  /** Key of the use: with the time it makes the order total, and chance about it depends on it alone. */
  readonly key: number;
}

/** Mail is used. The tenant carries uses out in the order of time, whoever makes them. */
export type Use =
  | (UseOf & {
      readonly kind: 'bind';
      readonly mailbox: Mailbox;
      /** Numbers of the messages. */
      readonly messages: readonly number[];
    })
  | (UseOf & { readonly kind: 'sync'; readonly mailbox: Mailbox; readonly folder: number })
  | (UseOf & { readonly kind: 'send'; readonly mailbox: Mailbox; readonly recipients: number })
  | (UseOf & {
      readonly kind: 'graph';
      readonly method: string;
      /** Path below the version, with its query. */
      readonly uri: string;
      readonly bytes: number;
      readonly scopes: string;
    });

interface EventOf {
  readonly time: number;
  readonly by: Origin;
  /** See `UseOf.key`. */
  readonly key: number;
}

export interface AccessEvent extends EventOf {
  readonly kind: 'access';
  readonly id: string;
  readonly access: 'bind' | 'sync';
  readonly mailbox: Mailbox;
  readonly caller: Caller;
  readonly signs: ClientSigns;
  readonly from: Endpoint;
  readonly credential: Credential;
  /** Bind: the messages, in the order of access. Sync: none. */
  readonly messages: readonly number[];
  readonly folder: number;
  /** The record says that those of the next day are left out. */
  readonly throttled: boolean;
}

/** `adfs`: not the identity system's own, but its federation server's. */
export type SignInKind = 'interactive' | 'noninteractive' | 'service-principal' | 'adfs';

export interface SignInEvent extends EventOf {
  readonly kind: 'sign-in';
  readonly signInKind: SignInKind;
  /** Request id, and identifier of the token that came out of it, if one did. */
  readonly id: string;
  readonly correlation: string;
  readonly person: Person | null;
  /** Of a service principal: its object id and name. */
  readonly principal: { readonly id: string; readonly name: string } | null;
  readonly app: AppName;
  readonly resource: AppName;
  readonly from: Endpoint;
  readonly session: string | null;
  readonly deviceId: string | null;
  readonly platform: Platform;
  /** 0 completed; else an interrupt or a failure. */
  readonly error: number;
  /** The unified audit log calls it a redirect: handled, but no token. */
  readonly redirect: boolean;
  readonly mfa: boolean;
  readonly incoming: 'none' | 'primaryRefreshToken' | 'refreshToken' | 'saml11';
  readonly cae: boolean;
}

export interface AppName {
  readonly id: string;
  readonly name: string;
}

export interface Platform {
  readonly userAgent: string;
  readonly os: string;
  readonly browser: string;
  /** Entra's `clientAppUsed`. */
  readonly client: string;
}

/** Exchange gave out a token of its own (record type 275). */
export interface OwaTokenEvent extends EventOf {
  readonly kind: 'owa-token';
  readonly id: string;
  readonly caller: Caller;
  readonly from: Endpoint;
  readonly credential: Credential;
  readonly resource: string;
}

export interface SendEvent extends EventOf {
  readonly kind: 'send';
  readonly id: string;
  readonly mailbox: Mailbox;
  readonly caller: Caller;
  readonly signs: ClientSigns;
  readonly from: Endpoint;
  readonly credential: Credential;
  readonly recipients: number;
}

export interface GraphEvent extends EventOf {
  readonly kind: 'graph';
  readonly id: string;
  readonly caller: Caller;
  readonly signs: ClientSigns;
  readonly from: Endpoint;
  readonly credential: Credential;
  readonly method: string;
  readonly uri: string;
  readonly bytes: number;
  readonly scopes: string;
}

/** A record of the unified audit log that a plug-in spells out itself (rules, consents, audit settings …). */
export interface AuditRecordEvent extends EventOf {
  readonly kind: 'audit-record';
  readonly id: string;
  readonly recordType: number;
  readonly operation: string;
  readonly userId: string;
  /** Fields beside those every record has. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** An activity of Google's Reports API. */
export interface GoogleEvent extends EventOf {
  readonly kind: 'google';
  readonly application: 'login' | 'token' | 'gmail' | 'takeout';
  readonly person: Person;
  readonly from: Endpoint;
  readonly name: string;
  readonly type: string;
  readonly parameters: readonly Readonly<Record<string, unknown>>[];
  readonly access: AccessEvent | null;
}

export type LogEvent =
  | AccessEvent
  | SignInEvent
  | OwaTokenEvent
  | SendEvent
  | GraphEvent
  | AuditRecordEvent
  | GoogleEvent;

export type Emit = (event: LogEvent) => void;
