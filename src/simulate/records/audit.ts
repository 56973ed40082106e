/**
 * Records of the unified audit log. Field order and spelling as real records have them.
 * Schema: learn.microsoft.com/office/office-365-management-api/office-365-management-activity-api-schema
 */
import { tokenBase64 } from '../../facts/index.ts';
import type { AuditRecordEvent, Caller, OwaTokenEvent, SignInEvent } from '../core/model.ts';
import { auditTime } from '../core/time.ts';

export type Record_ = Readonly<Record<string, unknown>>;

/** What records need to know of their tenant. */
export interface RecordContext {
  readonly seed: number;
  readonly tenant: string;
  readonly domain: string;
  /** Records carry the identifiers of tokens, and objects of the directory. */
  readonly linkable: boolean;
  /** What sign-ins carry, where that differs from `linkable`. */
  readonly signIns?: { readonly tokens: boolean; readonly sessions: boolean };
  /** Customer id at Google, where it is known; people's `objectId` are their profiles then. */
  readonly customer?: string;
  /** Whether records bear the mark of `core/marker.ts`. */
  readonly marked?: boolean;
}

const TYPES = {
  1: 'Exchange',
  2: 'Exchange',
  8: 'AzureActiveDirectory',
  15: 'AzureActiveDirectory',
  50: 'Exchange',
  275: 'Exchange',
} as const;

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
      ...(event.session === null ? [] : [{ Name: 'SessionId', Value: event.session }]),
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
