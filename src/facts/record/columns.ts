/** Columns that several record tables share: one name, one meaning. */
import { type Column, column as c } from '../table.ts';

export const EVENT_ID: Column = c(
  'event_id',
  'BIGINT',
  "The event: 63 bits of MD5 over vendor, tenant and the vendor's record id (or the record itself where it has none). The same in every case.",
);
export const PART: Column = c(
  'part',
  'BIGINT',
  'Which of several facts of one record (Google activities hold several events, bulk changes several targets), from 0.',
);
export const TENANT: Column = c(
  'tenant',
  'VARCHAR',
  'Tenant or customer id, lower case. A record that names none is of the only tenant of its vendor in the case; where there is none or are several, `unstated` stands, so that joins hold.',
  'OrganizationId | tenantId | id.customerId',
);
export const VENDOR: Column = c('vendor', 'VARCHAR', '`m365` or `google`.');
export const TIME: Column = c(
  'time',
  'TIMESTAMP',
  'When it happened, UTC.',
  'CreationTime | createdDateTime | activityDateTime | id.time',
);
export const ACTOR: Column = c(
  'actor',
  'VARCHAR',
  'Who did it: address in lower case; services, SIDs and GUIDs verbatim.',
  'UserId | userPrincipalName | actor.email',
);
export const ACTOR_TYPE: Column = c(
  'actor_type',
  'VARCHAR',
  '`user`, `application`, `service`, `sid`, `guid` or `unknown`.',
);
export const ACTOR_ID: Column = c(
  'actor_id',
  'VARCHAR',
  "The vendor's stable id of the actor (Entra object id, Google profile id) where the record states it, lower case.",
  'TokenObjectId | Actor[].ID | userId | actor.profileId',
);
export const ADDRESS: Column = c(
  'address',
  'VARCHAR',
  'Client address without port and brackets, lower case; IPv4-mapped IPv6 as IPv4.',
  'ClientIPAddress | ClientIP | ipAddress',
);
export const ADDRESS_RAW: Column = c(
  'address_raw',
  'VARCHAR',
  'The address as the log spells it, where that differs from `address`.',
);
export const SESSION: Column = c(
  'session_id',
  'VARCHAR',
  'Session id, lower case.',
  'SessionId | AppAccessContext.AADSessionId | DeviceProperties.SessionId | sessionId',
);
export const TOKEN: Column = c(
  'token_id',
  'VARCHAR',
  'Identifier of the token as a GUID, whatever its encoding in the log (domain: linkable identifiers).',
  'AppAccessContext.UniqueTokenId | uniqueTokenIdentifier | SignInActivityId',
);
export const APP: Column = c(
  'app_id',
  'VARCHAR',
  'Application id, lower case.',
  'AppId | appId | ApplicationId | client_id',
);
export const CLIENT_APP: Column = c(
  'client_app_id',
  'VARCHAR',
  'Original caller of the request, lower case.',
  'ClientAppId',
);
export const MAILBOX_ID: Column = c(
  'mailbox_id',
  'VARCHAR',
  "The mailbox: its GUID (Google: the account's address, which is its only name there), lower case.",
  'MailboxGuid',
);
export const MAILBOX: Column = c(
  'mailbox',
  'VARCHAR',
  'Label of the mailbox: its address at that time, lower case.',
  'MailboxOwnerUPN',
);
export const CLIENT_FAMILY: Column = c(
  'client_family',
  'VARCHAR',
  'Family of the client (see CLIENT_FAMILIES), from the client string.',
);
export const CLIENT_INFO: Column = c(
  'client_info',
  'VARCHAR',
  'Client string or user agent as logged.',
  'ClientInfoString | UserAgent | userAgent',
);
export const LOG_KIND: Column = c('log_kind', 'VARCHAR', 'Kind of log (see LOG_KINDS): the unit of coverage.');
export const VENDOR_ID: Column = c(
  'vendor_id',
  'VARCHAR',
  "The vendor's record id, verbatim.",
  'Id | id | id.uniqueQualifier',
);
export const RECORD_TYPE: Column = c('record_type', 'BIGINT', 'Record type of the unified audit log.', 'RecordType');
export const WORKLOAD: Column = c(
  'workload',
  'VARCHAR',
  'Service that wrote the record.',
  'Workload | loggedByService | id.applicationName',
);
export const OBJECT: Column = c(
  'object',
  'VARCHAR',
  'What it was done to, verbatim.',
  'ObjectId | targetResources[0].displayName',
);
export const OUTCOME: Column = c(
  'outcome',
  'VARCHAR',
  '`success`, `failure`, or null where the record states none.',
  'ResultStatus | result',
);
