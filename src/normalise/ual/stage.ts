/**
 * The unified audit log, taken apart once for all its record types.
 * Schema: learn.microsoft.com/office/office-365-management-api/office-365-management-activity-api-schema
 */
import type { Shape, ShapedStage } from '../family.ts';
import { ACCESS_DERIVED, UAL_DERIVED, UAL_IDENTITY } from './common.ts';
import { recordTypeNumber } from './record-types.ts';

const NAME_VALUE: readonly [Shape] = [{ Name: 'text', Value: 'text' }];
const FOLDER: Shape = {
  Id: 'text',
  Name: 'text',
  Path: 'text',
  MemberRights: 'text',
  MemberSid: 'text',
  MemberUpn: 'text',
};
const ITEM: Shape = {
  Id: 'text',
  ImmutableId: 'text',
  InternetMessageId: 'text',
  Subject: 'text',
  SizeInBytes: 'text',
  ParentFolder: FOLDER,
};

/** The messages that an access names in a folder. */
export const UAL_FOLDER_ITEMS: readonly [Shape] = [
  {
    Id: 'text',
    ImmutableId: 'text',
    InternetMessageId: 'text',
    SizeInBytes: 'text',
    CreationTime: 'text',
    Subject: 'text',
  },
];

export const UAL_SHAPE: Shape = {
  // common schema
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
  ClientIP: 'text',
  ObjectId: 'text',
  Scope: 'text',
  AppAccessContext: {
    AADSessionId: 'text',
    APIId: 'text',
    ClientAppId: 'text',
    ClientAppName: 'text',
    CorrelationId: 'text',
    UniqueTokenId: 'text',
    IssuedAtTime: 'text',
  },
  // Exchange mailbox
  AppId: 'text',
  ClientAppId: 'text',
  HostAppId: 'text',
  ClientIPAddress: 'text',
  ClientInfoString: 'text',
  ActorIP: 'text',
  ExternalAccess: 'text',
  LogonType: 'text',
  LogonUserSid: 'text',
  MailboxGuid: 'text',
  MailboxOwnerSid: 'text',
  MailboxOwnerUPN: 'text',
  SessionId: 'text',
  OperationCount: 'text',
  DeviceId: 'text',
  TokenObjectId: 'text',
  TokenTenantId: 'text',
  AuthType: 'text',
  TokenType: 'text',
  OperationProperties: NAME_VALUE,
  Folders: [
    {
      Id: 'text',
      Path: 'text',
      Name: 'text',
      FolderItems: UAL_FOLDER_ITEMS,
    },
  ],
  Item: ITEM,
  AffectedItems: [ITEM],
  Folder: FOLDER,
  DestFolder: FOLDER,
  QueryText: 'text',
  SendAsUserSmtp: 'text',
  SendOnBehalfOfUserSmtp: 'text',
  SendAsUserMailboxGuid: 'text',
  // Exchange admin
  Parameters: NAME_VALUE,
  OrganizationName: 'text',
  ClientApplication: 'text',
  CmdletVersion: 'text',
  NonPIIParameters: 'text',
  // Entra
  Actor: [{ ID: 'text', Type: 'text' }],
  Target: [{ ID: 'text', Type: 'text' }],
  ActorIpAddress: 'text',
  ActorContextId: 'text',
  TargetContextId: 'text',
  ApplicationId: 'text',
  ErrorNumber: 'text',
  LogonError: 'text',
  IntraSystemId: 'text',
  InterSystemsId: 'text',
  UserAgent: 'text',
  ExtendedProperties: NAME_VALUE,
  DeviceProperties: NAME_VALUE,
  ModifiedProperties: [{ Name: 'text', NewValue: 'text', OldValue: 'text' }],
  // OWAAuth (275)
  UniqueTokenIdentifier: 'text',
  ResourceURL: 'text',
  // compliance (18, 24 …) and others that name what was searched or exported
  Query: 'text',
  ExchangeLocations: 'text',
  Case: 'text',
};

function s(field: string): string {
  return `s."${field}"`;
}

/** Columns that are the vendor's fields verbatim. */
const VERBATIM: Readonly<Record<string, string>> = Object.fromEntries(
  Object.keys(UAL_SHAPE).map((field) => [field, UAL_SHAPE[field] === 'text' ? `nullif(${s(field)}, '')` : s(field)]),
);

export const UAL_COLUMNS: Readonly<Record<string, string>> = {
  ...VERBATIM,
  record_type: recordTypeNumber('s."RecordType"'),
  record_type_raw: `s."RecordType"`,
  token_raw: `nullif(${s('AppAccessContext')}."UniqueTokenId", '')`,
  issued_at_raw: `nullif(${s('AppAccessContext')}."IssuedAtTime", '')`,
  session: `lower(coalesce(nullif(${s('SessionId')}, ''), nullif(${s('AppAccessContext')}."AADSessionId", '')))`,
  address_as_logged: `coalesce(nullif(${s('ClientIPAddress')}, ''), nullif(${s('ClientIP')}, ''), nullif(${s('ActorIpAddress')}, ''))`,
};

/** Compliance cmdlets (type 18 and others) write their parameters as one text, where Exchange cmdlets write a list. */
const COMPLIANCE_PARAMETERS = `CASE WHEN s."Parameters" IS NULL AND s."RecordType" NOT IN ('2', '3', '8', '15', '50') THEN nullif(json_extract_string(record, '$.Parameters'), '') END`;

/** Leaves that must convert, of accesses and of the whole log alike. */
export const UAL_CONVERSIONS: NonNullable<ShapedStage['conversions']> = [
  { field: 'RecordType', raw: 'record_type_raw', converted: 'record_type' },
  { field: 'OperationCount', raw: '"OperationCount"', converted: 'll_int("OperationCount")' },
  { field: 'LogonType', raw: '"LogonType"', converted: 'll_int("LogonType")' },
  { field: 'UserType', raw: '"UserType"', converted: 'll_int("UserType")' },
  { field: 'ExternalAccess', raw: '"ExternalAccess"', converted: 'll_bool("ExternalAccess")' },
  { field: 'OperationProperties.MailAccessType', raw: 'access_type_unknown', converted: 'NULL' },
  { field: 'AppAccessContext.IssuedAtTime', raw: 'issued_at_raw', converted: 'TRY_CAST(issued_at_raw AS TIMESTAMP)' },
];

export const UAL_STAGE: ShapedStage = {
  name: 'ual',
  form: 'shape',
  vendor: 'm365',
  takes: ['ual'],
  doc: 'Records of the unified audit log in the Management API schema, however they were delivered.',
  identity: UAL_IDENTITY,
  time: 'll_time_fast("CreationTime")',
  shape: UAL_SHAPE,
  eitherForm: {
    AppAccessContext: 'true',
    OperationProperties: `s."Operation" = 'MailItemsAccessed'`,
    Folders: `s."Operation" = 'MailItemsAccessed' AND s."Item" IS NULL`,
    AffectedItems: `s."RecordType" IN ('3', 'ExchangeItemGroup')`,
    Parameters: `s."RecordType" IN ('1', 'ExchangeAdmin')`,
    ExtendedProperties: `s."RecordType" IN ('8', '15', 'AzureActiveDirectory', 'AzureActiveDirectoryStsLogon')`,
    DeviceProperties: `s."RecordType" IN ('15', 'AzureActiveDirectoryStsLogon')`,
    ModifiedProperties: `s."RecordType" IN ('8', 'AzureActiveDirectory')`,
    Actor: `s."RecordType" IN ('8', '15', 'AzureActiveDirectory', 'AzureActiveDirectoryStsLogon')`,
    Target: `s."RecordType" IN ('8', '15', 'AzureActiveDirectory', 'AzureActiveDirectoryStsLogon')`,
  },
  columns: { ...UAL_COLUMNS, parameters_text: COMPLIANCE_PARAMETERS },
  derived: { ...UAL_DERIVED, ...ACCESS_DERIVED },
  conversions: UAL_CONVERSIONS,
};
