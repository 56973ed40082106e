/**
 * Searches and exports of the compliance tools (record types 18, 24 and 31): somebody who may search all mailboxes needs
 * no access to any. These reads are not in MailItemsAccessed.
 * Operations: learn.microsoft.com/purview/audit-log-activities#ediscovery-activities
 */

import { type ChangeRule, changeProjection, oneOf } from '../change.ts';
import type { Family, Projection } from '../family.ts';
import { COMMON } from './common.ts';

const SEARCH = [
  'SearchCreated',
  'SearchUpdated',
  'SearchStarted',
  'SearchPreviewed',
  'SearchResultsSentToZoom',
  'PreviewItemListed',
  'PreviewItemRendered',
  'New-ComplianceSearch',
  'Set-ComplianceSearch',
  'Start-ComplianceSearch',
  'SearchPermissionCreated',
  'SearchPermissionUpdated',
  'New-ComplianceSecurityFilter',
  'Set-ComplianceSecurityFilter',
];
const EXPORT = [
  'SearchExported',
  'SearchReport',
  'SearchExportDownloaded',
  'PreviewItemDownloaded',
  'ExportJob',
  'DownloadDocument',
  'New-ComplianceSearchAction',
  'SearchResultsPurged',
];
const ROLE = [
  'CaseAdminAdded',
  'CaseAdminReplaced',
  'CaseMemberAdded',
  'Add-eDiscoveryCaseAdmin',
  'Add-ComplianceCaseMember',
  'Update-eDiscoveryCaseAdmin',
];
const RETENTION = [
  'New-UnifiedAuditLogRetentionPolicy',
  'Set-UnifiedAuditLogRetentionPolicy',
  'Remove-UnifiedAuditLogRetentionPolicy',
];
/** What was run, not only made or looked at. */
const RUN = ['SearchStarted', 'SearchPreviewed', 'Start-ComplianceSearch', 'SearchExported'];

const ALL = [...SEARCH, ...EXPORT, ...ROLE, ...RETENTION];

/** Value of `-Name` in the text of a cmdlet: quoted, a list of quoted ones, or one word. */
export function textParameter(name: string): string {
  const value = `regexp_extract(parameters_text, '(?i)(?:^|\\s)-${name}:?\\s+((?:"[^"]*")(?:,\\s*"[^"]*")*|[^\\s"-][^\\s]*)', 1)`;
  return `ll_text(replace(replace(${value}, '","', ';'), '"', ''))`;
}

const NAME = `coalesce(${textParameter('Name')}, ${textParameter('SearchName')}, ${textParameter('Identity')}, ll_text("ObjectId"))`;
const QUERY = `coalesce(ll_text("Query"), ${textParameter('ContentMatchQuery')}, ll_text("QueryText"))`;
const LOCATIONS = `coalesce(ll_text("ExchangeLocations"), ${textParameter('ExchangeLocation')})`;
/** One mailbox searched is that mailbox; several or `All` are the organisation. */
const ONE_MAILBOX = `CASE WHEN regexp_matches(${LOCATIONS}, '^[^@\\s;,]+@[^@\\s;,]+$') THEN lower(${LOCATIONS}) END`;
const ACTION = `nullif(concat_ws(';',
  CASE WHEN regexp_matches(parameters_text, '(?i)-Purge\\b') OR "Operation" = 'SearchResultsPurged' THEN 'purge' END,
  CASE WHEN regexp_matches(parameters_text, '(?i)-Export\\b') OR "Operation" IN ('SearchExported', 'ExportJob') THEN 'export' END,
  CASE WHEN regexp_matches(parameters_text, '(?i)-Preview\\b') OR "Operation" = 'SearchPreviewed' THEN 'preview' END,
  CASE WHEN "Operation" IN ('SearchExportDownloaded', 'PreviewItemDownloaded', 'DownloadDocument') THEN 'download' END), '')`;

const searchColumns: Readonly<Record<string, string>> = {
  name: NAME,
  target: `coalesce(${LOCATIONS}, ${NAME})`,
  mailbox: ONE_MAILBOX,
  filter: QUERY,
  action: ACTION,
  value: 'll_text("Case")',
};

const RULES: readonly ChangeRule[] = [
  {
    when: oneOf('"Operation"', SEARCH),
    category: 'compliance-search',
    targetKind: 'organisation',
    columns: searchColumns,
  },
  { when: oneOf('"Operation"', EXPORT), category: 'export', targetKind: 'organisation', columns: searchColumns },
  {
    when: oneOf('"Operation"', ROLE),
    category: 'role',
    targetKind: 'user',
    columns: {
      name: `coalesce(ll_text("Case"), ${textParameter('Case')}, 'eDiscovery')`,
      target: NAME,
      grantee: `coalesce(${textParameter('User')}, ${textParameter('Member')}, ll_text("ObjectId"))`,
      enabled: 'true',
    },
  },
  {
    when: oneOf('"Operation"', RETENTION),
    category: 'audit-setting',
    targetKind: 'organisation',
    columns: {
      name: NAME,
      target: NAME,
      value: textParameter('RetentionDuration'),
      filter: textParameter('RecordTypes'),
      enabled: `NOT starts_with("Operation", 'Remove-')`,
    },
  },
];

const search: Projection = {
  table: 'search',
  where: oneOf('"Operation"', RUN),
  columns: {
    ...COMMON,
    mailbox: ONE_MAILBOX,
    scope: `'compliance'`,
    client_info: '"ClientApplication"',
    query: `CASE WHEN ll_keep_subjects() THEN ${QUERY} END`,
  },
};

export const COMPLIANCE: Family = {
  name: 'compliance',
  doc: 'Searches, previews, exports and purges by compliance tools.',
  stages: ['ual', 'office-activity'],
  gate: `record_type NOT IN (2, 3, 8, 15, 50) AND ${oneOf('"Operation"', ALL)}`,
  facts: [
    changeProjection(
      {
        relation: '{staged}',
        common: {
          ...COMMON,
          operation: '"Operation"',
          actor_type: 'actor_type',
          client_info: '"ClientApplication"',
          outcome: 'outcome',
        },
      },
      RULES,
    ),
    search,
  ],
};
