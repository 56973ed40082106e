/** The facts that come straight from records. One row source of truth: DDL, docs and name lists are made from here. */
import { type Column, column as c, type Table } from './table.ts';

const EVENT_ID = c(
  'event_id',
  'BIGINT',
  "The event: 63 bits of MD5 over vendor, tenant and the vendor's record id (or the record itself where it has none). The same in every case.",
);
const PART = c(
  'part',
  'BIGINT',
  'Which of several facts of one record (Google activities hold several events, bulk changes several targets), from 0.',
);
const TENANT = c(
  'tenant',
  'VARCHAR',
  'Tenant or customer id, lower case. A record that names none is of the only tenant of its vendor in the case; where there is none or are several, `unstated` stands, so that joins hold.',
  'OrganizationId | tenantId | id.customerId',
);
const VENDOR = c('vendor', 'VARCHAR', '`m365` or `google`.');
const TIME = c(
  'time',
  'TIMESTAMP',
  'When it happened, UTC.',
  'CreationTime | createdDateTime | activityDateTime | id.time',
);
const ACTOR = c(
  'actor',
  'VARCHAR',
  'Who did it: address in lower case; services, SIDs and GUIDs verbatim.',
  'UserId | userPrincipalName | actor.email',
);
const ACTOR_TYPE = c('actor_type', 'VARCHAR', '`user`, `application`, `service`, `sid`, `guid` or `unknown`.');
const ACTOR_ID = c(
  'actor_id',
  'VARCHAR',
  "The vendor's stable id of the actor (Entra object id, Google profile id) where the record states it, lower case.",
  'TokenObjectId | Actor[].ID | userId | actor.profileId',
);
const ADDRESS = c(
  'address',
  'VARCHAR',
  'Client address without port and brackets, lower case; IPv4-mapped IPv6 as IPv4.',
  'ClientIPAddress | ClientIP | ipAddress',
);
const ADDRESS_RAW = c('address_raw', 'VARCHAR', 'The address as the log spells it, where that differs from `address`.');
const SESSION = c(
  'session_id',
  'VARCHAR',
  'Session id, lower case.',
  'SessionId | AppAccessContext.AADSessionId | DeviceProperties.SessionId | sessionId',
);
const TOKEN = c(
  'token_id',
  'VARCHAR',
  'Identifier of the token as a GUID, whatever its encoding in the log (domain: linkable identifiers).',
  'AppAccessContext.UniqueTokenId | uniqueTokenIdentifier | SignInActivityId',
);
const APP = c('app_id', 'VARCHAR', 'Application id, lower case.', 'AppId | appId | ApplicationId | client_id');
const CLIENT_APP = c('client_app_id', 'VARCHAR', 'Original caller of the request, lower case.', 'ClientAppId');
const MAILBOX_ID = c(
  'mailbox_id',
  'VARCHAR',
  "The mailbox: its GUID (Google: the account's address, which is its only name there), lower case.",
  'MailboxGuid',
);
const MAILBOX = c(
  'mailbox',
  'VARCHAR',
  'Label of the mailbox: its address at that time, lower case.',
  'MailboxOwnerUPN',
);
const CLIENT_FAMILY = c(
  'client_family',
  'VARCHAR',
  'Family of the client (see CLIENT_FAMILIES), from the client string.',
);
const CLIENT_INFO = c(
  'client_info',
  'VARCHAR',
  'Client string or user agent as logged.',
  'ClientInfoString | UserAgent | userAgent',
);
const OUTCOME = c(
  'outcome',
  'VARCHAR',
  '`success`, `failure`, or null where the record states none.',
  'ResultStatus | result',
);

const event: Table = {
  name: 'event',
  origin: 'record',
  grain: 'one record that was stored (Google: one event of an activity)',
  doc: 'Every record, of whatever kind, with what all logs share.',
  within: ['part'],
  columns: [
    EVENT_ID,
    PART,
    VENDOR,
    TENANT,
    c('log_kind', 'VARCHAR', 'Kind of log (see LOG_KINDS): the unit of coverage.'),
    c('vendor_id', 'VARCHAR', "The vendor's record id, verbatim.", 'Id | id | id.uniqueQualifier'),
    TIME,
    c(
      'operation',
      'VARCHAR',
      "What was done, in the vendor's words.",
      'Operation | activityDisplayName | events[].name',
    ),
    c('record_type', 'BIGINT', 'Record type of the unified audit log.', 'RecordType'),
    c('workload', 'VARCHAR', 'Service that wrote the record.', 'Workload | loggedByService | id.applicationName'),
    ACTOR,
    ACTOR_TYPE,
    ACTOR_ID,
    MAILBOX_ID,
    ADDRESS,
    APP,
    SESSION,
    TOKEN,
    OUTCOME,
    c('object', 'VARCHAR', 'What it was done to, verbatim.', 'ObjectId | targetResources[0].displayName'),
  ],
};

const access: Table = {
  name: 'access',
  origin: 'record',
  grain: "one logged access to a mailbox's items",
  doc: 'MailItemsAccessed of Exchange; views, opens and downloads of Gmail. "Accessed" is what the log says, not "read".',
  within: ['part'],
  columns: [
    EVENT_ID,
    PART,
    VENDOR,
    TENANT,
    TIME,
    MAILBOX_ID,
    MAILBOX,
    ACTOR,
    ACTOR_TYPE,
    ACTOR_ID,
    c(
      'logon_type',
      'VARCHAR',
      'As what the actor came: `owner`, `admin`, `delegate` … (see LOGON_TYPES).',
      'LogonType',
    ),
    c('access_type', 'VARCHAR', '`bind` (messages named) or `sync` (a folder).', 'OperationProperties.MailAccessType'),
    c(
      'throttled',
      'BOOLEAN',
      'The vendor stopped logging binds of this mailbox for 24 hours after this record.',
      'OperationProperties.IsThrottled',
    ),
    c('operations', 'BIGINT', 'Number of operations the record stands for.', 'OperationCount'),
    c('folder_id', 'VARCHAR', 'Folder of a sync, vendor id verbatim.', 'Item.ParentFolder.Id'),
    c(
      'folder_path',
      'VARCHAR',
      'Folder of a sync, as named in the log; null where the log says "Not Available".',
      'Item.ParentFolder.Path | .Name',
    ),
    ADDRESS,
    ADDRESS_RAW,
    APP,
    CLIENT_APP,
    c('host_app_id', 'VARCHAR', 'The executing service, lower case.', 'HostAppId'),
    CLIENT_INFO,
    CLIENT_FAMILY,
    SESSION,
    TOKEN,
    c(
      'token_state',
      'VARCHAR',
      '`ok`, `missing`, `malformed` (decodes to no GUID) or `damaged` (the source lost its capitals).',
    ),
    c(
      'token_raw',
      'VARCHAR',
      'The token identifier as the log spells it, where that tells more than `token_id`: it decodes to nothing, or has no capitals.',
      'AppAccessContext.UniqueTokenId',
    ),
    c('issued_at', 'TIMESTAMP', 'When the token was issued, UTC.', 'AppAccessContext.IssuedAtTime'),
    c('token_tenant', 'VARCHAR', 'Tenant that the token names, lower case.', 'TokenTenantId'),
    c('token_object', 'VARCHAR', 'Object id that the token names, lower case.', 'TokenObjectId'),
    c('auth_type', 'VARCHAR', 'Authentication scheme.', 'AuthType'),
    c('token_type', 'VARCHAR', 'Kind of token.', 'TokenType'),
    c('device_id', 'VARCHAR', 'Registered device, lower case.', 'DeviceId'),
    c(
      'user_type',
      'BIGINT',
      'UserType of the Management API schema (0 regular, 2 admin, 4 system, 5 application …).',
      'UserType',
    ),
    c(
      'external',
      'BOOLEAN',
      'Access by somebody outside the organisation (datacenter staff, partner).',
      'ExternalAccess',
    ),
    c('owner_sid', 'VARCHAR', 'SID of the mailbox owner.', 'MailboxOwnerSid'),
    c('actor_puid', 'VARCHAR', 'PUID of the actor where that is what the record gives.', 'UserKey'),
    OUTCOME,
  ],
};

const message: Table = {
  name: 'message',
  origin: 'record',
  grain: 'one message named by one access',
  doc: 'The messages of bind accesses (Folders[].FolderItems[]) and of Gmail item events.',
  within: ['part', 'message_id', 'item_id', 'folder_path'],
  columns: [
    EVENT_ID,
    PART,
    c('seq', 'BIGINT', 'Place among the messages of its folder in the record, from 1.'),
    MAILBOX_ID,
    c(
      'message_id',
      'VARCHAR',
      'Internet message id, verbatim.',
      'FolderItems[].InternetMessageId | message_info.rfc2822_message_id',
    ),
    c('item_id', 'VARCHAR', 'Exchange item id, verbatim.', 'FolderItems[].Id'),
    c('immutable_id', 'VARCHAR', 'Immutable item id, verbatim.', 'FolderItems[].ImmutableId'),
    c('folder_path', 'VARCHAR', 'Folder, as named in the log.', 'Folders[].Path'),
    c('size', 'BIGINT', 'Size in bytes.', 'FolderItems[].SizeInBytes'),
    c('created', 'TIMESTAMP', 'When the item was made, UTC.', 'FolderItems[].CreationTime'),
    c('subject', 'VARCHAR', 'Subject; kept only with --subjects.', 'FolderItems[].Subject'),
  ],
};

const send: Table = {
  name: 'send',
  origin: 'record',
  grain: 'one message sent',
  doc: 'Send, SendAs, SendOnBehalf of Exchange; sent and forwarded mail of Gmail; rows of message trace.',
  within: ['part'],
  columns: [
    EVENT_ID,
    PART,
    VENDOR,
    TENANT,
    TIME,
    MAILBOX_ID,
    MAILBOX,
    ACTOR,
    ACTOR_ID,
    c('kind', 'VARCHAR', '`send`, `send-as`, `send-on-behalf`, `forward`, `auto-forward`, `receive` or `trace`.'),
    c('message_id', 'VARCHAR', 'Internet message id, verbatim.', 'Item.InternetMessageId | MessageId'),
    c(
      'recipients',
      'VARCHAR',
      'Recipients where logged, lower case, separated by `;`.',
      'RecipientAddress | message_info.destination[]',
    ),
    c('size', 'BIGINT', 'Size in bytes.'),
    c('subject', 'VARCHAR', 'Subject; kept only with --subjects.'),
    ADDRESS,
    APP,
    CLIENT_APP,
    CLIENT_INFO,
    CLIENT_FAMILY,
    SESSION,
    TOKEN,
    OUTCOME,
  ],
};

const search: Table = {
  name: 'search',
  origin: 'record',
  grain: 'one search of mail',
  doc: 'SearchQueryInitiatedExchange, and searches of compliance tools.',
  within: ['part'],
  columns: [
    EVENT_ID,
    PART,
    VENDOR,
    TENANT,
    TIME,
    MAILBOX_ID,
    MAILBOX,
    ACTOR,
    ACTOR_ID,
    c('query', 'VARCHAR', 'What was searched for; kept only with --subjects.', 'QueryText'),
    c('scope', 'VARCHAR', '`mailbox`, `compliance` or `investigation`.'),
    ADDRESS,
    APP,
    CLIENT_APP,
    CLIENT_INFO,
    SESSION,
    TOKEN,
  ],
};

const signIn: Table = {
  name: 'sign_in',
  origin: 'record',
  grain: 'one attempt to authenticate',
  doc: 'Entra sign-ins of all kinds, sign-ins of the unified audit log (record type 15), logins of Google. A sign-in says what was issued, not what was used.',
  within: ['part'],
  columns: [
    EVENT_ID,
    PART,
    VENDOR,
    TENANT,
    TIME,
    c('kind', 'VARCHAR', 'Which ledger (see SIGNIN_KINDS).', 'signInEventTypes | category'),
    c(
      'request_id',
      'VARCHAR',
      'Request id as a GUID: the id of the token that came out of it.',
      'id | Id | IntraSystemId',
    ),
    TOKEN,
    c('token_raw', 'VARCHAR', 'The token identifier as the log spells it.', 'uniqueTokenIdentifier'),
    SESSION,
    ACTOR,
    ACTOR_TYPE,
    ACTOR_ID,
    c('user_type', 'VARCHAR', '`member` or `guest`.', 'userType'),
    c('home_tenant', 'VARCHAR', 'Home tenant of the user, lower case.', 'homeTenantId'),
    c('resource_tenant', 'VARCHAR', 'Tenant of the resource, lower case.', 'resourceTenantId'),
    c('cross_tenant', 'VARCHAR', 'Kind of access across tenants.', 'crossTenantAccessType'),
    APP,
    c('app_name', 'VARCHAR', 'Name of the application.', 'appDisplayName'),
    c('resource_id', 'VARCHAR', 'What the token is for, lower case.', 'resourceId | ObjectId'),
    c('resource_name', 'VARCHAR', 'Name of the resource.', 'resourceDisplayName'),
    ADDRESS,
    ADDRESS_RAW,
    c('country', 'VARCHAR', 'Country as the log states it.', 'location.countryOrRegion'),
    c('city', 'VARCHAR', 'City as the log states it.', 'location.city'),
    c('asn', 'BIGINT', 'Autonomous system as the log states it.', 'autonomousSystemNumber'),
    CLIENT_INFO,
    c('client_app', 'VARCHAR', "Legacy or modern client, in the vendor's words.", 'clientAppUsed'),
    c('device_id', 'VARCHAR', 'Registered device, lower case.', 'deviceDetail.deviceId'),
    c('os', 'VARCHAR', 'Operating system.', 'deviceDetail.operatingSystem | DeviceProperties.OS'),
    c('browser', 'VARCHAR', 'Browser.', 'deviceDetail.browser | DeviceProperties.BrowserType'),
    c(
      'outcome',
      'VARCHAR',
      '`completed`, `interrupted` or `failed` (see SIGNIN_OUTCOMES).',
      'status.errorCode | ErrorNumber | ResultStatusDetail',
    ),
    c('error_code', 'BIGINT', 'Error code; 0 is none.', 'status.errorCode | ErrorNumber'),
    c(
      'status_detail',
      'VARCHAR',
      "The vendor's words on the outcome.",
      'status.additionalDetails | ResultStatusDetail',
    ),
    c('auth_requirement', 'VARCHAR', 'Single or multi factor.', 'authenticationRequirement'),
    c('auth_protocol', 'VARCHAR', 'Protocol (deviceCode, ropc …).', 'authenticationProtocol'),
    c('incoming_token', 'VARCHAR', 'Kind of token presented.', 'incomingTokenType'),
    c('token_issuer', 'VARCHAR', 'Who issued (AzureAD, ADFederationServices, AzureADBackupAuth).', 'tokenIssuerType'),
    c('risk_level', 'VARCHAR', "The vendor's risk level at the time.", 'riskLevelDuringSignIn'),
    c('risk_state', 'VARCHAR', "The vendor's risk state.", 'riskState'),
    c(
      'emitted_at',
      'TIMESTAMP',
      'When this state of the row was written, UTC: a later one replaces an earlier.',
      'TimeGenerated | time',
    ),
  ],
};

const owaIssuance: Table = {
  name: 'owa_issuance',
  origin: 'record',
  grain: 'one access token that Exchange itself gave out',
  doc: 'OWAAuth, record type 275. Whose identifier the record carries (parent or child) is not documented.',
  within: ['part'],
  columns: [
    EVENT_ID,
    PART,
    TENANT,
    TIME,
    ACTOR,
    ACTOR_ID,
    TOKEN,
    SESSION,
    APP,
    c('resource', 'VARCHAR', 'For what resource.', 'ResourceURL'),
    ADDRESS,
  ],
};

const directoryRead: Table = {
  name: 'directory_read',
  origin: 'record',
  grain: 'one request over Microsoft Graph',
  doc: 'MicrosoftGraphActivityLogs: every request, reads of the directory and of mail among them.',
  within: ['part'],
  columns: [
    EVENT_ID,
    PART,
    TENANT,
    TIME,
    ACTOR_ID,
    APP,
    ADDRESS,
    SESSION,
    TOKEN,
    c('issued_at', 'TIMESTAMP', 'When the token was issued, UTC.', 'tokenIssuedAt'),
    c(
      'target',
      'VARCHAR',
      'What the request is for: `users`, `groups`, `people`, `messages`, `mail-folders`, `directory` or `other`.',
      'requestUri',
    ),
    c('uri', 'VARCHAR', 'Request address.', 'requestUri'),
    c('method', 'VARCHAR', 'HTTP method, upper case.', 'requestMethod'),
    c('status', 'BIGINT', 'HTTP status.', 'responseStatusCode'),
    c('response_bytes', 'BIGINT', 'Size of the answer in bytes.', 'responseSizeBytes'),
    c('paged', 'BOOLEAN', 'A page after the first ($skiptoken, $skip or $deltatoken).', 'requestUri'),
    c('scopes', 'VARCHAR', 'Scopes of the token.', 'scopes'),
    c('roles', 'VARCHAR', 'Application roles of the token.', 'roles'),
    CLIENT_INFO,
  ],
};

const change: Table = {
  name: 'change',
  origin: 'record',
  grain: 'one change to configuration, permissions or credentials',
  doc: 'Rules, forwarding, permissions, delegates, consents, credentials, audit settings, methods of authentication, exports.',
  within: ['part'],
  columns: [
    EVENT_ID,
    PART,
    VENDOR,
    TENANT,
    TIME,
    c('category', 'VARCHAR', 'What was changed (see CHANGE_CATEGORIES).'),
    c('operation', 'VARCHAR', "The vendor's words.", 'Operation | activityDisplayName | events[].name'),
    ACTOR,
    ACTOR_TYPE,
    ACTOR_ID,
    c('target_kind', 'VARCHAR', '`mailbox`, `user`, `application`, `organisation`, `rule`, `group` or `other`.'),
    c(
      'target',
      'VARCHAR',
      'Whose or what, verbatim (addresses lower case).',
      'ObjectId | Parameters.Identity | targetResources[].userPrincipalName',
    ),
    c('target_id', 'VARCHAR', "The vendor's id of the target, lower case.", 'targetResources[].id'),
    MAILBOX_ID,
    MAILBOX,
    c('name', 'VARCHAR', 'Name of the rule, role, application or setting.', 'Parameters.Name'),
    c(
      'destination',
      'VARCHAR',
      'Where mail goes: addresses lower case, separated by `;`.',
      'Parameters.ForwardTo | RedirectTo | ForwardingSmtpAddress | BlindCopyTo …',
    ),
    c('grantee', 'VARCHAR', 'Who was given the right, lower case where an address.', 'Parameters.User | Trustee'),
    c(
      'permissions',
      'VARCHAR',
      'Rights or scopes, separated by `;`.',
      'Parameters.AccessRights | Scope | AppRole.Value',
    ),
    c('filter', 'VARCHAR', 'Which mail it concerns.', 'Parameters.*Contains*, From …'),
    c('action', 'VARCHAR', 'What a rule does beside sending: `delete`, `move:FOLDER`, `mark-read`, separated by `;`.'),
    c('enabled', 'BOOLEAN', 'Whether it is switched on, where the record says.'),
    c('value', 'VARCHAR', 'New value of a setting.', 'Parameters[].Value | ModifiedProperties[].NewValue'),
    c('previous', 'VARCHAR', 'Value before, where logged.', 'ModifiedProperties[].OldValue'),
    APP,
    ADDRESS,
    SESSION,
    TOKEN,
    CLIENT_INFO,
    OUTCOME,
  ],
};

const state: Table = {
  name: 'state',
  origin: 'record',
  grain: 'one setting as it stands at the time of an export',
  doc: 'What is configured now: rules, forwarding, audit and bypass settings, grants, licences.',
  within: ['part'],
  columns: [
    EVENT_ID,
    PART,
    VENDOR,
    TENANT,
    c('kind', 'VARCHAR', 'What is stated (see STATE_KINDS).'),
    MAILBOX_ID,
    MAILBOX,
    c('user_id', 'VARCHAR', 'User concerned, vendor id, lower case.'),
    APP,
    c('name', 'VARCHAR', 'Name of the rule, application or setting.'),
    c('destination', 'VARCHAR', 'Where mail goes, lower case, separated by `;`.'),
    c('permissions', 'VARCHAR', 'Rights or scopes, separated by `;`.'),
    c('filter', 'VARCHAR', 'Which mail it concerns.'),
    c('action', 'VARCHAR', 'What a rule does beside sending.'),
    c('enabled', 'BOOLEAN', 'Whether it is switched on.'),
    c('value', 'VARCHAR', 'Value of the setting.'),
    c('since', 'TIMESTAMP', 'Since when, where stated, UTC.'),
  ],
};

const identityClaim: Table = {
  name: 'identity_claim',
  origin: 'record',
  grain: 'one statement of a record that a name belongs to a subject',
  doc: 'Who is who as configuration exports and directories state it; `identity` is computed from these and from the other facts.',
  within: ['part', 'kind', 'value'],
  columns: [
    EVENT_ID,
    PART,
    TENANT,
    c('subject', 'VARCHAR', 'The subject: object id, else mailbox GUID, else address; lower case.'),
    c('kind', 'VARCHAR', 'What the value is (see IDENTITY_KINDS).'),
    c('value', 'VARCHAR', 'The name or id; addresses and ids lower case.'),
  ],
};

export const RECORD_TABLES: readonly Table[] = [
  event,
  access,
  message,
  send,
  search,
  signIn,
  owaIssuance,
  directoryRead,
  change,
  state,
  identityClaim,
];

/** Columns a merge never compares: they say where a row came from, not what happened. */
export const UNCOMPARED_COLUMNS: ReadonlySet<string> = new Set([
  'event_id',
  'part',
  'emitted_at',
  'address_raw',
  'token_raw',
]);

export function findColumn(table: Table, name: string): Column | undefined {
  return table.columns.find((column) => column.name === name);
}
