/** Records for the ingest tests: full-shaped, with invented names and documentation addresses. */

export const TENANT = '3f5c1e0a-6a55-4b1e-9d9e-0a4b7a1c2d3e';

export interface AccessOptions {
  readonly id: string;
  readonly time?: string;
  readonly user?: string;
  readonly mailboxGuid?: string;
  readonly messages?: readonly string[];
  readonly address?: string;
  readonly extra?: Readonly<Record<string, unknown>>;
}

export function bindRecord(options: AccessOptions): Record<string, unknown> {
  const user = options.user ?? 'anna@contoso.example';
  return {
    CreationTime: options.time ?? '2026-10-05T08:00:00',
    Id: options.id,
    Operation: 'MailItemsAccessed',
    OrganizationId: TENANT,
    RecordType: 50,
    ResultStatus: 'Succeeded',
    UserKey: '1003200126677019',
    UserType: 0,
    Version: 1,
    Workload: 'Exchange',
    UserId: user,
    AppId: '00000002-0000-0ff1-ce00-000000000000',
    ClientIPAddress: options.address ?? '198.51.100.7',
    ClientInfoString: 'Client=OWA;Action=ViaProxy',
    ExternalAccess: false,
    LogonType: 0,
    MailboxGuid: options.mailboxGuid ?? '11111111-2222-4333-8444-555555555555',
    MailboxOwnerSid: 'S-1-5-21-1-2-3-1001',
    MailboxOwnerUPN: user,
    OperationProperties: [
      { Name: 'MailAccessType', Value: 'Bind' },
      { Name: 'IsThrottled', Value: 'False' },
    ],
    SessionId: '9eceee2c-f3d4-401b-ad09-e5b7b8313294',
    AppAccessContext: { IssuedAtTime: '2026-10-05T07:30:00', UniqueTokenId: 'xMFjTVvJPE2OChJx_YE-AA' },
    Folders: [
      {
        Id: 'LgAA',
        Path: '\\Inbox',
        FolderItems: (options.messages ?? ['<a@contoso.example>']).map((id) => ({
          InternetMessageId: id,
          SizeInBytes: 1200,
        })),
      },
    ],
    OperationCount: 1,
    ...options.extra,
  };
}

export function signInRecord(id: string, extra: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    id,
    createdDateTime: '2026-10-05T07:29:30Z',
    userDisplayName: 'Anna Berg',
    userPrincipalName: 'anna@contoso.example',
    userId: '0a0a0a0a-1111-4222-8333-444444444444',
    appId: '00000002-0000-0ff1-ce00-000000000000',
    appDisplayName: 'Office 365 Exchange Online',
    ipAddress: '198.51.100.7',
    status: { errorCode: 0 },
    signInEventTypes: ['interactiveUser'],
    uniqueTokenIdentifier: 'xMFjTVvJPE2OChJx_YE-AA',
    ...extra,
  };
}
