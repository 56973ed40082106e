/**
 * Records of the unified audit log. Field order and spelling as real records have them.
 * Schema: learn.microsoft.com/office/office-365-management-api/office-365-management-activity-api-schema
 */
import { tokenBase64 } from '../../facts/index.ts';
import { guidOf } from '../core/identifiers.ts';
import type {
  AccessEvent,
  AuditRecordEvent,
  Caller,
  ClientSigns,
  Credential,
  OwaTokenEvent,
  SendEvent,
  SignInEvent,
} from '../core/model.ts';
import { shareOf } from '../core/random.ts';
import { auditTime } from '../core/time.ts';
import { folderOf, messageId, messageSize } from '../mail/messages.ts';

export type Record_ = Readonly<Record<string, unknown>>;

/** What records need to know of their tenant. */
export interface RecordContext {
  readonly seed: number;
  readonly tenant: string;
  readonly domain: string;
  /** Records carry the identifiers of tokens, and objects of the directory. */
  readonly linkable: boolean;
}

const TYPES = {
  1: 'Exchange',
  2: 'Exchange',
  8: 'AzureActiveDirectory',
  15: 'AzureActiveDirectory',
  50: 'Exchange',
  275: 'Exchange',
} as const;

export function accessRecord(context: RecordContext, event: AccessEvent): Record_ {
  const bind = event.access === 'bind';
  const { mailbox } = event;
  const properties = [
    { Name: 'MailAccessType', Value: bind ? 'Bind' : 'Sync' },
    { Name: 'IsThrottled', Value: event.throttled ? 'True' : 'False' },
  ];
  const folder = mailbox.folders[event.folder];
  const name = (folder?.path ?? '\\Inbox').slice(1);
  return {
    ...head(context, event, bind ? 50 : 2, 'MailItemsAccessed', event.caller),
    ...mailboxFields(context, event),
    OperationProperties: properties,
    ...(bind
      ? { Folders: foldersOf(context, event), OperationCount: event.messages.length }
      : { Item: { Id: folder?.id, ParentFolder: { Id: folder?.id, Name: name, Path: folder?.path } } }),
  };
}

export function sendRecord(context: RecordContext, event: SendEvent): Record_ {
  const id = guidOf(context.seed, 'sent message', event.key, event.mailbox.index);
  return {
    ...head(context, event, 2, 'Send', event.caller),
    ...mailboxFields(context, event),
    Item: {
      Id: 'Unknown',
      InternetMessageId: `<${id}@${context.domain}>`,
      ParentFolder: { Id: event.mailbox.folders[1]?.id, Path: '\\Drafts' },
    },
  };
}

/** Exchange's own issuance; the field names of the schema (OWAAuth, July 2024). */
export function owaTokenRecord(context: RecordContext, event: OwaTokenEvent): Record_ {
  return {
    ...head(context, event, 275, 'OwaGetAccessTokenForResource', event.caller),
    ClientIP: event.from.address,
    UniqueTokenIdentifier: event.credential.token === null ? null : tokenBase64(event.credential.token),
    ResourceURL: event.resource,
    ...(event.credential.session === null ? {} : { SessionId: event.credential.session }),
  };
}

export function plainRecord(context: RecordContext, event: AuditRecordEvent): Record_ {
  const caller = { userId: event.userId, userKey: event.userId, sid: '', userType: 2, objectId: null };
  return { ...head(context, event, event.recordType, event.operation, caller), ...event.fields };
}

/** Record type 15. `Id` is the request id; a redirect and an interrupt are "logged in" all the same. */
export function auditSignInRecord(context: RecordContext, event: SignInEvent): Record_ {
  const { person, platform } = event;
  const failed = event.error === 50_126;
  const operation = failed || event.error === 50_074 ? 'UserLoginFailed' : 'UserLoggedIn';
  const caller = { userId: person?.upn ?? '', userKey: person?.objectId ?? '', sid: '', userType: 0, objectId: null };
  const request =
    event.signInKind === 'noninteractive'
      ? 'OAuth2:Token'
      : event.error === 50_140
        ? 'Login:login'
        : 'OAuth2:Authorize';
  const detail = failed ? 'UserError' : event.redirect ? 'Redirect' : 'Success';
  return {
    ...head(context, event, 15, operation, caller),
    ResultStatus: failed ? 'Failed' : 'Success',
    ClientIP: event.from.address,
    ObjectId: event.resource.id,
    AzureActiveDirectoryEventType: 1,
    ExtendedProperties: [
      { Name: 'ResultStatusDetail', Value: detail },
      { Name: 'UserAgent', Value: platform.userAgent },
      { Name: 'RequestType', Value: request },
    ],
    ModifiedProperties: [],
    Actor: [
      { ID: person?.objectId, Type: 0 },
      { ID: person?.upn, Type: 5 },
    ],
    ActorContextId: context.tenant,
    ActorIpAddress: event.from.address,
    InterSystemsId: event.correlation,
    IntraSystemId: event.id,
    SupportTicketId: '',
    Target: [{ ID: event.resource.id, Type: 0 }],
    TargetContextId: context.tenant,
    ApplicationId: event.app.id,
    DeviceProperties: [
      { Name: 'OS', Value: platform.os },
      { Name: 'BrowserType', Value: platform.browser.split(' ')[0] },
      ...(event.session === null || event.redirect ? [] : [{ Name: 'SessionId', Value: event.session }]),
    ],
    ErrorNumber: String(event.error),
  };
}

function head(
  context: RecordContext,
  event: { readonly id: string; readonly time: number },
  type: number,
  operation: string,
  caller: Caller,
): Record_ {
  return {
    CreationTime: auditTime(event.time),
    Id: event.id,
    Operation: operation,
    OrganizationId: context.tenant,
    RecordType: type,
    ResultStatus: 'Succeeded',
    UserKey: caller.userKey,
    UserType: caller.userType,
    Version: 1,
    Workload: TYPES[type as keyof typeof TYPES] ?? 'Exchange',
    UserId: caller.userId,
  };
}

/** Which identifiers a record shows: as often as its client's records do. */
function shown(
  context: RecordContext,
  key: number,
  signs: ClientSigns,
  credential: Credential,
): { readonly session: string | null; readonly token: string | null; readonly named: boolean } {
  const { seed } = context;
  return {
    session: shareOf(seed, 'shows session', key) < signs.shows.session ? credential.session : null,
    token: context.linkable && shareOf(seed, 'shows token', key) < signs.shows.token ? credential.token : null,
    named: shareOf(seed, 'names application', key) < signs.named,
  };
}

function mailboxFields(context: RecordContext, event: AccessEvent | SendEvent): Record_ {
  const { mailbox, caller, signs, credential } = event;
  const { session, token, named } = shown(context, event.key, signs, credential);
  const logon = caller.userType === 5 ? 1 : caller.userId === mailbox.address ? 0 : 2;
  const linked = token === null && (session === null || !context.linkable) ? null : token;
  return {
    ...(named && signs.appId !== null ? { AppId: signs.appId } : {}),
    ...(named && signs.clientAppId !== null ? { ClientAppId: signs.clientAppId } : {}),
    ...(linked === null
      ? {}
      : {
          AppAccessContext: {
            ...(session === null ? {} : { AADSessionId: session }),
            ClientAppId: signs.clientAppId ?? signs.appId ?? '',
            ...(credential.issuedAt === null ? {} : { IssuedAtTime: auditTime(credential.issuedAt) }),
            UniqueTokenId: tokenBase64(linked),
          },
        }),
    ClientIPAddress: event.from.address,
    ClientInfoString: signs.clientInfo,
    ...(context.linkable && credential.deviceId !== null && linked !== null ? { DeviceId: credential.deviceId } : {}),
    ExternalAccess: false,
    InternalLogonType: 0,
    LogonType: logon,
    ...(caller.sid === '' ? {} : { LogonUserSid: caller.sid }),
    MailboxGuid: mailbox.guid,
    MailboxOwnerSid: mailbox.ownerSid,
    MailboxOwnerUPN: mailbox.address,
    OrganizationName: context.domain,
    OriginatingServer: `AM0PR04MB${1000 + (mailbox.index % 9000)} (15.20.9115.017)\r\n`,
    ...(session !== null && (signs.topSession || linked === null) ? { SessionId: session } : {}),
    ...(linked !== null && caller.objectId !== null
      ? { TokenObjectId: caller.objectId, TokenTenantId: context.tenant }
      : {}),
  };
}

function foldersOf(context: RecordContext, event: AccessEvent): readonly Record_[] {
  const { mailbox } = event;
  const groups = new Map<number, Record_[]>();
  for (const number of event.messages) {
    const folder = folderOf(context.seed, mailbox, number);
    const items = groups.get(folder) ?? [];
    if (items.length === 0) groups.set(folder, items);
    items.push({
      ...(context.linkable ? { Id: `RgAAAA${mailbox.index.toString(36)}${number.toString(36).padStart(8, '0')}` } : {}),
      InternetMessageId: messageId(context.seed, mailbox, number),
      SizeInBytes: messageSize(context.seed, mailbox, number),
    });
  }
  return [...groups].map(([folder, items]) => ({
    FolderItems: items,
    Id: mailbox.folders[folder]?.id,
    Path: mailbox.folders[folder]?.path,
  }));
}
