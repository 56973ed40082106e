/**
 * The fast way for `MailItemsAccessed`: nine tenths of the bytes of a mailbox audit. The same columns as the stage of the
 * whole log gives the families that read accesses, from a smaller shape; a test holds the two against each other.
 */
import type { Shape, ShapedStage } from '../family.ts';
import { ACCESS_DERIVED, UAL_DERIVED, UAL_IDENTITY } from './common.ts';
import { UAL_COLUMNS, UAL_CONVERSIONS, UAL_FOLDER_ITEMS, UAL_SHAPE } from './stage.ts';

/** Fields of the log that an access can carry. */
const FIELDS = [
  'CreationTime',
  'Id',
  'Operation',
  'OrganizationId',
  'RecordType',
  'ResultStatus',
  'UserKey',
  'UserType',
  'Workload',
  'UserId',
  'ClientIP',
  'ObjectId',
  'AppAccessContext',
  'AppId',
  'ClientAppId',
  'HostAppId',
  'ClientIPAddress',
  'ActorIpAddress',
  'ClientInfoString',
  'ExternalAccess',
  'LogonType',
  'MailboxGuid',
  'MailboxOwnerSid',
  'MailboxOwnerUPN',
  'SessionId',
  'OperationCount',
  'DeviceId',
  'TokenObjectId',
  'TokenTenantId',
  'AuthType',
  'TokenType',
  'OperationProperties',
  'Folders',
  'Item',
] as const;

/** Of nested fields only what accesses are made from: each leaf is a column to fill, in every record. */
const SHAPE: Shape = {
  ...Object.fromEntries(FIELDS.map((field) => [field, UAL_SHAPE[field] ?? 'text'])),
  AppAccessContext: { AADSessionId: 'text', ClientAppId: 'text', IssuedAtTime: 'text', UniqueTokenId: 'text' },
  Folders: [{ Name: 'text', Path: 'text', FolderItems: UAL_FOLDER_ITEMS }],
  Item: { ParentFolder: { Id: 'text', Name: 'text', Path: 'text' } },
};

const COLUMNS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(UAL_COLUMNS).filter(([name]) => !(name in UAL_SHAPE) || name in SHAPE),
);

export const UAL_ACCESS_STAGE: ShapedStage = {
  name: 'ual-access',
  form: 'shape',
  vendor: 'm365',
  takes: [],
  doc: 'MailItemsAccessed records of the unified audit log, unwrapped.',
  identity: UAL_IDENTITY,
  time: 'll_time_fast("CreationTime")',
  shape: SHAPE,
  eitherForm: {
    AppAccessContext: 'true',
    OperationProperties: 'true',
    Folders: 's."Item" IS NULL',
  },
  columns: COLUMNS,
  derived: {
    ...UAL_DERIVED,
    ...ACCESS_DERIVED,
    actor_id: 'll_guid("TokenObjectId")',
  },
  conversions: UAL_CONVERSIONS,
};
