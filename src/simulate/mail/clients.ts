/**
 * Programs that use mail, as the logs call them. Application ids and strings as public samples and Microsoft's own lists
 * have them; how often a record carries a session or a token is nowhere published for today: see docs/simulation.md.
 */
import type { AppName, ClientSigns, Platform } from '../core/model.ts';

export const EXCHANGE: AppName = { id: '00000002-0000-0ff1-ce00-000000000000', name: 'Office 365 Exchange Online' };
export const GRAPH: AppName = { id: '00000003-0000-0000-c000-000000000000', name: 'Microsoft Graph' };

const OUTLOOK_WEB: AppName = { id: '9199bf20-a13f-4107-85dc-02114787ef48', name: 'One Outlook Web' };
const OFFICE: AppName = { id: 'd3590ed6-52b3-4102-aeff-aad2292ab01c', name: 'Microsoft Office' };
const NEW_OUTLOOK: AppName = { id: '5d661950-3475-41cd-a2c3-d671a3162bc1', name: 'Microsoft Outlook' };
const OUTLOOK_MOBILE: AppName = { id: '27922004-5251-4030-b22d-91ecd9a37ea4', name: 'Outlook Mobile' };
const IOS_ACCOUNTS: AppName = { id: 'f8d98a96-0999-43f5-8af3-69971c7bb423', name: 'iOS Accounts' };
const THUNDERBIRD: AppName = { id: '9e5f94bc-e8a4-4e73-b8be-63364c29d753', name: 'Thunderbird' };

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
const EDGE = `${CHROME} Edg/140.0.0.0`;

/** How a client works. */
export interface ClientKind {
  readonly name: string;
  readonly app: AppName;
  readonly resource: AppName;
  readonly signs: ClientSigns;
  readonly platform: Platform;
  readonly access: 'bind' | 'sync';
  /** Runs on the phone, and so from wherever its owner is. */
  readonly mobile: boolean;
  /** Days for which a session lasts before somebody must sign in again: least, most. */
  readonly sessionDays: readonly [least: number, most: number];
  /** The device is joined, and its id is logged. */
  readonly joined: boolean;
  /** Share of tenants' clients that get tokens of 20 to 28 hours (continuous access evaluation). */
  readonly cae: number;
  /** Sessions of mail in an hour of work, and messages in each, on average. */
  readonly perHour: number;
  readonly perUse: number;
}

const signs = (
  clientInfo: string,
  appId: string | null,
  clientAppId: string | null,
  session: number,
  token: number,
  more: Partial<ClientSigns> = {},
): ClientSigns => ({
  clientInfo,
  appId,
  clientAppId,
  shows: { session, token },
  topSession: true,
  named: 1,
  ...more,
});

export const CLIENT_KINDS = {
  'owa': {
    name: 'owa',
    app: OUTLOOK_WEB,
    resource: EXCHANGE,
    signs: signs('Client=OWA;Action=ViaProxy', EXCHANGE.id, OUTLOOK_WEB.id, 1, 0.95, { named: 0.75, bare: true }),
    platform: { userAgent: CHROME, os: 'Windows10', browser: 'Chrome 140.0.0', client: 'Browser' },
    access: 'bind',
    mobile: false,
    sessionDays: [1, 14],
    joined: false,
    cae: 0.8,
    perHour: 1.6,
    perUse: 3.3,
  },
  'outlook-desktop': {
    name: 'outlook-desktop',
    app: OFFICE,
    resource: EXCHANGE,
    signs: signs('Client=MSExchangeRPC', OFFICE.id, OFFICE.id, 1, 0.85, { unnamedThen: true }),
    platform: {
      userAgent: 'Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.18526; Pro)',
      os: 'Windows10',
      browser: 'Rich Client 5.1.0',
      client: 'Mobile Apps and Desktop clients',
    },
    access: 'sync',
    mobile: false,
    sessionDays: [45, 90],
    joined: true,
    cae: 0.9,
    perHour: 1.1,
    perUse: 1.2,
  },
  'new-outlook': {
    name: 'new-outlook',
    app: NEW_OUTLOOK,
    resource: EXCHANGE,
    signs: signs('Client=REST;;', NEW_OUTLOOK.id, NEW_OUTLOOK.id, 0.95, 0.95, { topSession: false }),
    platform: { userAgent: EDGE, os: 'Windows10', browser: 'Edge 140.0.0', client: 'Mobile Apps and Desktop clients' },
    access: 'bind',
    mobile: false,
    sessionDays: [45, 90],
    joined: true,
    cae: 0.9,
    perHour: 1.7,
    perUse: 2.4,
  },
  'outlook-mobile': {
    name: 'outlook-mobile',
    app: OUTLOOK_MOBILE,
    resource: EXCHANGE,
    signs: signs('Client=OutlookService;Outlook-iOS/2.0;', OUTLOOK_MOBILE.id, OUTLOOK_MOBILE.id, 0.9, 0.9, {
      topSession: false,
    }),
    platform: {
      userAgent: 'Outlook-iOS/723.4027091.prod.iphone (4.2539.0)',
      os: 'Ios 18.6',
      browser: 'Mobile Safari',
      client: 'Mobile Apps and Desktop clients',
    },
    access: 'bind',
    mobile: true,
    sessionDays: [60, 90],
    joined: true,
    cae: 0.95,
    perHour: 0.8,
    perUse: 1.7,
  },
  'activesync': {
    name: 'activesync',
    app: IOS_ACCOUNTS,
    resource: EXCHANGE,
    signs: signs(
      'Client=ActiveSync;UserAgent=Apple-iPhone16C2/2208.100;Action=/Microsoft-Server-ActiveSync/Proxy/default.eas',
      EXCHANGE.id,
      IOS_ACCOUNTS.id,
      0.6,
      0.7,
      { topSession: false },
    ),
    platform: {
      userAgent: 'Apple-iPhone16C2/2208.100',
      os: 'Ios 18.6',
      browser: 'Mobile Safari',
      client: 'Exchange ActiveSync',
    },
    access: 'bind',
    mobile: true,
    sessionDays: [60, 90],
    joined: false,
    cae: 0,
    perHour: 0.7,
    perUse: 1.5,
  },
  'imap': {
    name: 'imap',
    app: THUNDERBIRD,
    resource: EXCHANGE,
    signs: signs('Client=POP3/IMAP4;Protocol=IMAP4', EXCHANGE.id, THUNDERBIRD.id, 0.5, 0.8, { topSession: false }),
    platform: { userAgent: CHROME, os: 'Linux', browser: 'Firefox 141.0', client: 'IMAP4' },
    access: 'bind',
    mobile: false,
    sessionDays: [60, 90],
    joined: false,
    cae: 0,
    perHour: 1.2,
    perUse: 3.2,
  },
} as const satisfies Readonly<Record<string, ClientKind>>;

export type ClientKindName = keyof typeof CLIENT_KINDS;

/** Services of the vendor that work on mailboxes by themselves: no session, no token; ids as the lab of 2021 and samples have them. */
export const SERVICES: readonly ClientSigns[] = [
  ['13937bba-652e-4c46-b222-3003f4d1ff97', '13937bba-652e-4c46-b222-3003f4d1ff97'],
  ['b669c6ea-1adf-453f-b8bc-6d526592b419', 'b669c6ea-1adf-453f-b8bc-6d526592b419'],
  ['b6e65498-8dce-4d57-8de9-1269fcfcf6ce', '3c8e478f-21ca-493a-b87c-c7366d664d54'],
  ['7a5fbd1c-3e6d-461a-9075-83049393b3a7', '7a5fbd1c-3e6d-461a-9075-83049393b3a7'],
].map(([appId, clientAppId]) =>
  signs('Client=REST;Client=RESTSystem;;', appId ?? null, clientAppId ?? null, 0, 0, { topSession: false }),
);

/** Applications of others that users have connected (delegated) or administrators installed (app-only). */
export const THIRD_PARTY = {
  'crm': {
    app: { id: '6b2f6d1e-8d1b-4f53-9b5c-2f0c7e4d9a11', name: 'Northlight CRM' },
    signs: signs('Client=REST;;', GRAPH.id, '6b2f6d1e-8d1b-4f53-9b5c-2f0c7e4d9a11', 0.9, 0.97, { topSession: false }),
    userAgent: 'northlight-sync/4.2',
    vendor: 1,
  },
  'room-display': {
    app: { id: '0f6e9b6c-5a0a-4a5f-8c8e-77b1ce3d2f42', name: 'Room Display' },
    signs: signs(
      'Client=WebServices;RoomDisplay/3.1[AppId=0f6e9b6c-5a0a-4a5f-8c8e-77b1ce3d2f42];',
      '0f6e9b6c-5a0a-4a5f-8c8e-77b1ce3d2f42',
      null,
      0.4,
      0.9,
      { topSession: false },
    ),
    userAgent: 'RoomDisplay/3.1',
    vendor: 2,
  },
  'archiver': {
    app: { id: 'c1d0a4b3-31a5-4b7e-9f1e-5d2b8c6f7e90', name: 'Granite Archive' },
    signs: signs('Client=REST;;', GRAPH.id, 'c1d0a4b3-31a5-4b7e-9f1e-5d2b8c6f7e90', 0, 0.97, { topSession: false }),
    userAgent: 'granite-archive/9.0',
    vendor: 3,
  },
} as const;
