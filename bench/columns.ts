/**
 * The fields of the bench's records that facts are made from: what the floor reads, no more and no less. A test holds them
 * against the shapes of the stages and against the records.
 */

/** A field's type: text, an object of fields, or a list of one of them. */
export type FieldType = 'text' | { readonly [field: string]: FieldType } | readonly [FieldType];
export type Fields = { readonly [field: string]: FieldType };

export const AUDIT_FIELDS: Fields = {
  CreationTime: 'text',
  Id: 'text',
  Operation: 'text',
  OrganizationId: 'text',
  RecordType: 'text',
  ResultStatus: 'text',
  UserKey: 'text',
  UserType: 'text',
  Workload: 'text',
  UserId: 'text',
  AppAccessContext: { AADSessionId: 'text', IssuedAtTime: 'text', UniqueTokenId: 'text' },
  AppId: 'text',
  ClientAppId: 'text',
  ClientIPAddress: 'text',
  ClientInfoString: 'text',
  ExternalAccess: 'text',
  LogonType: 'text',
  MailboxGuid: 'text',
  MailboxOwnerSid: 'text',
  MailboxOwnerUPN: 'text',
  SessionId: 'text',
  OperationCount: 'text',
  TokenObjectId: 'text',
  TokenTenantId: 'text',
  OperationProperties: [{ Name: 'text', Value: 'text' }],
  Folders: [{ Path: 'text', FolderItems: [{ Id: 'text', InternetMessageId: 'text', SizeInBytes: 'text' }] }],
  Item: { ParentFolder: { Id: 'text', Name: 'text', Path: 'text' } },
};

export const SIGN_IN_FIELDS: Fields = {
  tenantId: 'text',
  category: 'text',
  time: 'text',
  resultType: 'text',
  resourceId: 'text',
  callerIpAddress: 'text',
  properties: {
    id: 'text',
    createdDateTime: 'text',
    userPrincipalName: 'text',
    userId: 'text',
    userType: 'text',
    appId: 'text',
    appDisplayName: 'text',
    ipAddress: 'text',
    status: { errorCode: 'text' },
    clientAppUsed: 'text',
    userAgent: 'text',
    deviceDetail: { deviceId: 'text', operatingSystem: 'text', browser: 'text' },
    location: { city: 'text', countryOrRegion: 'text' },
    isInteractive: 'text',
    signInEventTypes: ['text'],
    tokenIssuerType: 'text',
    resourceDisplayName: 'text',
    resourceId: 'text',
    resourceTenantId: 'text',
    homeTenantId: 'text',
    uniqueTokenIdentifier: 'text',
    sessionId: 'text',
  },
};
