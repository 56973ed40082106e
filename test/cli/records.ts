/** Small inputs of our own. */
const TENANT = '0c7d1f5e-92a4-4f0b-8f57-3b1a6f2d9e01';

/** One `MailItemsAccessed` bind of the Management API schema. */
export function accessRecord(number: number, extra: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const hex = number.toString(16).padStart(12, '0');
  const minute = String(number % 60).padStart(2, '0');
  const hour = String(Math.floor(number / 60) % 24).padStart(2, '0');
  return {
    CreationTime: `2026-10-05T${hour}:${minute}:00`,
    Id: `aaaaaaaa-0000-4000-8000-${hex}`,
    Operation: 'MailItemsAccessed',
    OrganizationId: TENANT,
    RecordType: 50,
    ResultStatus: 'Succeeded',
    UserKey: '1003200100000001',
    UserType: 0,
    Version: 1,
    Workload: 'Exchange',
    UserId: 'ada@fabrikam.example',
    AppId: '9199bf20-a13f-4107-85dc-02114787ef48',
    ClientIPAddress: '192.0.2.10',
    ClientInfoString: 'Client=OWA;Action=ViaProxy',
    ExternalAccess: false,
    LogonType: 0,
    MailboxGuid: '7d1f5e0c-0000-4000-8000-000000000001',
    MailboxOwnerUPN: 'ada@fabrikam.example',
    OperationProperties: [{ Name: 'MailAccessType', Value: 'Bind' }],
    Folders: [
      {
        Path: '\\Inbox',
        FolderItems: [{ InternetMessageId: `<${hex}@fabrikam.example>`, SizeInBytes: 1000 + number }],
      },
    ],
    OperationCount: 1,
    ...extra,
  };
}

export function jsonLines(records: readonly unknown[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

/** `count` good records as lines. */
export function goodLines(count: number, from = 1): string {
  return jsonLines(Array.from({ length: count }, (_unused, index) => accessRecord(from + index)));
}
