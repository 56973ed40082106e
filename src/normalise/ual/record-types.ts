/**
 * Names of record types as PowerShell and Graph write them, to the numbers of the schema.
 * Source: AuditLogRecordType in the Management API schema.
 */
export const RECORD_TYPE_NUMBERS: Readonly<Record<string, number>> = {
  ExchangeAdmin: 1, exchangeAdmin: 1,
  ExchangeItem: 2, exchangeItem: 2,
  ExchangeItemGroup: 3, exchangeItemGroup: 3,
  SharePoint: 4, sharePoint: 4,
  SharePointFileOperation: 6, sharePointFileOperation: 6,
  OneDrive: 7, oneDrive: 7,
  AzureActiveDirectory: 8, azureActiveDirectory: 8,
  AzureActiveDirectoryAccountLogon: 9, azureActiveDirectoryAccountLogon: 9,
  DataCenterSecurityCmdlet: 10, dataCenterSecurityCmdlet: 10,
  SharePointSharingOperation: 14, sharePointSharingOperation: 14,
  AzureActiveDirectoryStsLogon: 15, azureActiveDirectoryStsLogon: 15,
  SecurityComplianceCenterEOPCmdlet: 18, securityComplianceCenterEOPCmdlet: 18,
  ExchangeAggregatedOperation: 19, exchangeAggregatedOperation: 19,
  Discovery: 24, discovery: 24,
  MicrosoftTeams: 25, microsoftTeams: 25,
  ThreatIntelligence: 28, threatIntelligence: 28,
  SecurityComplianceAlerts: 40, securityComplianceAlerts: 40,
  ExchangeItemAggregated: 50, exchangeItemAggregated: 50,
  ExchangeSearch: 101, exchangeSearch: 101,
  AeD: 109, aeD: 109,
  OWAAuth: 275, owaAuth: 275,
};

/** SQL: log kind of a record, from its type. */
export const LOG_KIND_OF_TYPE = `CASE
  WHEN record_type IN (2, 3, 19, 50, 101) THEN 'mailbox-audit'
  WHEN record_type = 1 THEN 'exchange-admin'
  WHEN record_type IN (8, 9) THEN 'directory-audit'
  WHEN record_type = 15 THEN 'signin-ual'
  WHEN record_type = 275 THEN 'owa-auth'
  ELSE 'other-audit' END`;
