/** Records as the vendors write them. Fields and their order follow the vendors' schemas; every value is made up. */

import { DAY, EXCHANGE_ONLINE, ORGANISATION, TENANT } from './firm.mjs';
import { folderId } from './mail.mjs';
import { tokenId } from './random.mjs';

/** Management API: seconds, no zone. */
export const seconds = (time) => new Date(time).toISOString().slice(0, 19);
export const iso = (time) => `${seconds(time)}Z`;
const SERVER = 'DB9PR08MB4021 (15.20.9205.014)\r\n';

function mailboxBase(random, person, actor, access) {
  return {
    CreationTime: seconds(access.time),
    Id: random.guid(),
    Operation: 'MailItemsAccessed',
    OrganizationId: TENANT,
    RecordType: access.sync ? 2 : 50,
    ResultStatus: 'Succeeded',
    UserKey: actor.puid,
    UserType: 0,
    Version: 1,
    Workload: 'Exchange',
    UserId: actor.address,
    ...(access.appId === null ? {} : { AppId: access.appId, ClientAppId: access.clientAppId ?? access.appId }),
    ClientIPAddress: access.address,
    ClientInfoString: access.client,
    ...(access.process === undefined ? {} : { ClientProcessName: access.process, ClientVersion: '16.0.19127.20240' }),
    ExternalAccess: false,
    InternalLogonType: 0,
    LogonType: actor === person ? 0 : 2,
    LogonUserSid: actor.sid,
    MailboxGuid: person.mailboxGuid,
    MailboxOwnerSid: person.sid,
    MailboxOwnerUPN: person.address,
    OperationProperties: [
      { Name: 'MailAccessType', Value: access.sync ? 'Sync' : 'Bind' },
      { Name: 'IsThrottled', Value: access.throttled ? 'True' : 'False' },
    ],
    OrganizationName: ORGANISATION,
    OriginatingServer: SERVER,
    ...(access.session === null ? {} : { SessionId: access.session }),
  };
}

/** Token fields: the claims of the token as Exchange logs them. `token`: `{ id, issued, session, appId, tenant?, objectId }` */
function tokenFields(token) {
  if (token === null) return {};
  return {
    AppAccessContext: {
      AADSessionId: token.session,
      APIId: EXCHANGE_ONLINE,
      ClientAppId: token.appId,
      IssuedAtTime: seconds(token.issued),
      UniqueTokenId: tokenId(token.id),
    },
    TokenObjectId: token.objectId,
    TokenTenantId: token.tenant ?? TENANT,
  };
}

/** A bind: messages by name, folder by folder. */
export function bindRecord(random, person, actor, access, items) {
  const folders = [...new Set(items.map((item) => item.folder))].map((folder) => ({
    FolderItems: items
      .filter((item) => item.folder === folder)
      .map((item) => ({
        Id: item.itemId,
        ImmutableId: item.immutableId,
        InternetMessageId: item.messageId,
        SizeInBytes: item.size,
      })),
    Id: folderId(person, folder),
    Path: `\\${folder}`,
  }));
  return {
    ...tokenFields(access.token),
    ...mailboxBase(random, person, actor, access),
    Folders: folders,
    OperationCount: items.length,
  };
}

/** A sync: a folder, no messages. */
export function syncRecord(random, person, actor, access, folder) {
  const id = folderId(person, folder);
  return {
    ...tokenFields(access.token),
    ...mailboxBase(random, person, actor, { ...access, sync: true }),
    Item: { Id: id, ParentFolder: { Id: id, Name: folder, Path: `\\${folder}` } },
  };
}

export function sendRecord(random, person, access, message) {
  const base = mailboxBase(random, person, person, access);
  const { OperationProperties: _unused, ...rest } = base;
  return {
    ...tokenFields(access.token),
    ...rest,
    Operation: 'Send',
    RecordType: 2,
    Item: {
      Id: 'Unknown',
      InternetMessageId: message.messageId,
      ParentFolder: { Id: folderId(person, 'Drafts'), Path: '\\Drafts' },
      SizeInBytes: message.size,
    },
  };
}

/** Record type 1: a cmdlet of an administrator or of OWA's settings. */
export function adminRecord(random, actor, time, address, operation, objectId, parameters) {
  return {
    CreationTime: seconds(time),
    Id: random.guid(),
    Operation: operation,
    OrganizationId: TENANT,
    RecordType: 1,
    ResultStatus: 'True',
    UserKey: actor.puid,
    UserType: 2,
    Version: 1,
    Workload: 'Exchange',
    ClientIP: address.includes(':') ? `[${address}]:51324` : `${address}:51324`,
    ObjectId: objectId,
    UserId: actor.address,
    AppId: '',
    ClientAppId: '',
    ExternalAccess: false,
    OrganizationName: ORGANISATION,
    OriginatingServer: SERVER.trim(),
    Parameters: Object.entries(parameters).map(([Name, Value]) => ({ Name, Value })),
  };
}

const DEVICES = {
  owa: { operatingSystem: 'Windows10', browser: 'Edge 141.0.0' },
  outlook: { operatingSystem: 'Windows10', browser: 'Rich Client 5.0' },
  mobile: { operatingSystem: 'Ios 19.0', browser: '' },
};
export const AGENTS = {
  owa: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0',
  outlook: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) MSOffice 16 OneAuth/5.0',
  mobile: 'Outlook-iOS/733.5131.prod.iphone (5.2440.0)',
  app: 'MeridianScheduler/3.1',
};

/** Graph beta `signIn`. */
export function signInRecord(signIn) {
  const { token, person } = signIn;
  const device = DEVICES[signIn.device] ?? { operatingSystem: '', browser: '' };
  return {
    id: token.id,
    createdDateTime: iso(signIn.time),
    userDisplayName: person.name,
    userPrincipalName: person.address,
    userId: person.objectId,
    appId: token.appId,
    appDisplayName: signIn.appName,
    ipAddress: signIn.address,
    clientAppUsed: signIn.device === 'owa' ? 'Browser' : 'Mobile Apps and Desktop clients',
    userAgent: AGENTS[signIn.device] ?? AGENTS.app,
    correlationId: signIn.correlation,
    conditionalAccessStatus: 'success',
    originalRequestId: signIn.interactive ? '' : token.id,
    isInteractive: signIn.interactive,
    tokenIssuerType: 'AzureAD',
    riskDetail: 'none',
    riskLevelAggregated: 'none',
    riskLevelDuringSignIn: 'none',
    riskState: 'none',
    resourceDisplayName: 'Office 365 Exchange Online',
    resourceId: EXCHANGE_ONLINE,
    resourceTenantId: TENANT,
    homeTenantId: TENANT,
    authenticationRequirement: signIn.interactive ? 'multiFactorAuthentication' : 'singleFactorAuthentication',
    signInEventTypes: [signIn.interactive ? 'interactiveUser' : 'nonInteractiveUser'],
    uniqueTokenIdentifier: tokenId(token.id),
    sessionId: token.session,
    userType: 'member',
    crossTenantAccessType: 'none',
    incomingTokenType: signIn.interactive ? 'none' : 'refreshToken',
    autonomousSystemNumber: signIn.asn,
    status:
      signIn.error === 0
        ? {
            errorCode: 0,
            failureReason: 'Other.',
            additionalDetails: signIn.interactive ? 'MFA requirement satisfied by claim in the token' : null,
          }
        : {
            errorCode: signIn.error,
            failureReason: 'Error validating credentials due to invalid username or password.',
            additionalDetails: null,
          },
    deviceDetail: {
      deviceId: signIn.deviceId,
      displayName: null,
      ...device,
      isCompliant: signIn.deviceId !== '',
      isManaged: signIn.deviceId !== '',
      trustType: signIn.deviceId === '' ? '' : 'Azure AD joined',
    },
    location: { city: signIn.city, state: signIn.city, countryOrRegion: signIn.country, geoCoordinates: {} },
  };
}

/** Row of the Log Analytics table AADNonInteractiveUserSignInLogs, as a query's JSON gives it: everything is text. */
export function tableRow(signIn) {
  const record = signInRecord(signIn);
  return {
    TableName: 'PrimaryResult',
    TenantId: '0b7c1d52-55a1-4c9e-8a5f-1f0d6c3b7e21',
    TimeGenerated: iso(signIn.time + 9 * 60_000),
    OperationName: 'Sign-in activity',
    Category: 'NonInteractiveUserSignInLogs',
    ResultType: String(record.status.errorCode),
    CorrelationId: record.correlationId,
    AADTenantId: TENANT,
    AppDisplayName: record.appDisplayName,
    AppId: record.appId,
    AutonomousSystemNumber: String(record.autonomousSystemNumber),
    ClientAppUsed: record.clientAppUsed,
    CreatedDateTime: record.createdDateTime,
    CrossTenantAccessType: record.crossTenantAccessType,
    DeviceDetail: JSON.stringify(record.deviceDetail),
    HomeTenantId: record.homeTenantId,
    Id: record.id,
    IPAddress: record.ipAddress,
    IsInteractive: 'False',
    LocationDetails: JSON.stringify(record.location),
    OriginalRequestId: record.originalRequestId,
    ResourceDisplayName: record.resourceDisplayName,
    ResourceIdentity: record.resourceId,
    ResourceTenantId: record.resourceTenantId,
    SessionId: record.sessionId,
    Status: JSON.stringify(record.status),
    TokenIssuerType: record.tokenIssuerType,
    UniqueTokenIdentifier: record.uniqueTokenIdentifier,
    UserAgent: record.userAgent,
    UserDisplayName: record.userDisplayName,
    UserId: record.userId,
    UserPrincipalName: record.userPrincipalName,
    UserType: 'Member',
    Type: 'AADNonInteractiveUserSignInLogs',
  };
}

/** Row of the portal's "Interactive sign-ins" CSV. */
export function portalRow(signIn) {
  const record = signInRecord(signIn);
  return {
    'Date (UTC)': record.createdDateTime,
    'Request ID': record.id,
    'User agent': record.userAgent,
    'Correlation ID': record.correlationId,
    'User ID': record.userId,
    'User': record.userDisplayName,
    'Username': record.userPrincipalName,
    'User type': 'Member',
    'Cross tenant access type': 'None',
    'Incoming token type': 'None',
    'Authentication Protocol': 'None',
    'Unique token identifier': record.uniqueTokenIdentifier,
    'Original transfer method': 'None',
    'Client credential type': 'None',
    'Token Protection - Sign In Session': 'Unbound',
    'Application': record.appDisplayName,
    'Application ID ': record.appId,
    'Resource': record.resourceDisplayName,
    'Resource ID ': record.resourceId,
    'Resource tenant ID': record.resourceTenantId,
    'Home tenant ID': record.homeTenantId,
    'IP address': record.ipAddress,
    'Location': `${signIn.city}, ${signIn.country}`,
    'Status': record.status.errorCode === 0 ? 'Success' : 'Failure',
    'Sign-in error code': record.status.errorCode === 0 ? '' : String(record.status.errorCode),
    'Failure reason': record.status.failureReason,
    'Client app': record.clientAppUsed,
    'Device ID': record.deviceDetail.deviceId,
    'Browser': record.deviceDetail.browser,
    'Operating System': record.deviceDetail.operatingSystem,
    'Multifactor authentication result': 'MFA requirement satisfied by claim in the token',
    'Authentication requirement': 'Multifactor authentication',
    'Session ID': record.sessionId,
    'Autonomous system  number': String(record.autonomousSystemNumber),
    'Conditional Access': 'Success',
  };
}

/** Graph `directoryAudit`. */
export function directoryAudit(random, actor, time, address, activity, category, targets, extra = []) {
  return {
    id: `Directory_${random.guid()}_${random.hex(5).toUpperCase()}_${random.int(10_000_000, 99_999_999)}`,
    category,
    correlationId: random.guid(),
    result: 'success',
    resultReason: '',
    activityDisplayName: activity,
    activityDateTime: `${seconds(time)}.${String(random.int(1_000_000, 9_999_999))}Z`,
    loggedByService: 'Core Directory',
    operationType: 'Assign',
    initiatedBy: {
      app: null,
      user: {
        id: actor.objectId,
        displayName: null,
        userPrincipalName: actor.address,
        ipAddress: address,
        userType: null,
        homeTenantId: null,
        homeTenantName: null,
      },
    },
    targetResources: targets,
    additionalDetails: extra,
  };
}

export const dayOf = (time, first) => Math.floor((time - first) / DAY);
