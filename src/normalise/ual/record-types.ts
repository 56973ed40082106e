/**
 * Record types: as numbers in the Management API, by name in PowerShell, Graph (first letter small) and Log Analytics.
 * Source: AuditLogRecordType in the Management API schema, 2026-06; only types whose name tells something here are listed.
 */
export const RECORD_TYPE_NUMBERS: Readonly<Record<string, number>> = {
  ExchangeAdmin: 1,
  ExchangeItem: 2,
  ExchangeItemGroup: 3,
  SharePoint: 4,
  SharePointFileOperation: 6,
  OneDrive: 7,
  AzureActiveDirectory: 8,
  AzureActiveDirectoryAccountLogon: 9,
  DataCenterSecurityCmdlet: 10,
  ComplianceDLPSharePoint: 11,
  ComplianceDLPExchange: 13,
  SharePointSharingOperation: 14,
  AzureActiveDirectoryStsLogon: 15,
  SecurityComplianceCenterEOPCmdlet: 18,
  ExchangeAggregatedOperation: 19,
  PowerBIAudit: 20,
  CRM: 21,
  Yammer: 22,
  SkypeForBusinessCmdlets: 23,
  Discovery: 24,
  MicrosoftTeams: 25,
  ThreatIntelligence: 28,
  MailSubmission: 29,
  MicrosoftFlow: 30,
  AeD: 31,
  MicrosoftStream: 32,
  ComplianceDLPSharePointClassification: 33,
  ThreatFinder: 34,
  Project: 35,
  SharePointListOperation: 36,
  SharePointCommentOperation: 37,
  DataGovernance: 38,
  SecurityComplianceAlerts: 40,
  ThreatIntelligenceUrl: 41,
  SecurityComplianceInsights: 42,
  MIPLabel: 43,
  WorkplaceAnalytics: 44,
  PowerAppsApp: 45,
  PowerAppsPlan: 46,
  ThreatIntelligenceAtpContent: 47,
  LabelContentExplorer: 48,
  ExchangeItemAggregated: 50,
  HygieneEvent: 51,
  DataInsightsRestApiAudit: 52,
  InformationBarrierPolicyApplication: 53,
  SharePointListItemOperation: 54,
  SharePointContentTypeOperation: 55,
  SharePointFieldOperation: 56,
  MicrosoftTeamsAdmin: 57,
  MicrosoftTeamsDevice: 59,
  InformationWorkerProtection: 61,
  Campaign: 62,
  DLPEndpoint: 63,
  AirInvestigation: 64,
  Quarantine: 65,
  MicrosoftForms: 66,
  ApplicationAudit: 67,
  ComplianceSupervisionExchange: 68,
  WDATPAlerts: 78,
  SensitivityLabelPolicyMatch: 82,
  SensitivityLabelAction: 83,
  SensitivityLabeledFileAction: 84,
  AttackSim: 85,
  AirManualInvestigation: 86,
  SecurityComplianceRBAC: 87,
  UserTraining: 88,
  AirAdminActionInvestigation: 89,
  MSTIC: 90,
  MCASAlerts: 98,
  ExchangeSearch: 101,
  SharePointSearch: 102,
  SecurityComplianceUserChange: 106,
  MipExactDataMatch: 109,
  MS365DCustomDetection: 113,
  ComplianceManagerActionChange: 155,
  CopilotInteraction: 261,
  OWAAuth: 275,
};

/** SQL: number of a record type given as a number or by its name in any case; null where neither. */
export function recordTypeNumber(expression: string): string {
  const arms = Object.entries(RECORD_TYPE_NUMBERS).map(
    ([name, number]) => `WHEN '${name.toLowerCase()}' THEN ${number}`,
  );
  return `coalesce(TRY_CAST(${expression} AS BIGINT), CASE lower(${expression}) ${arms.join(' ')} END)`;
}

/** SQL: log kind of a record, from its type. */
export const LOG_KIND_OF_TYPE = `CASE
  WHEN record_type IN (2, 3, 19, 50, 101) THEN 'mailbox-audit'
  WHEN record_type = 1 THEN 'exchange-admin'
  WHEN record_type IN (8, 9) THEN 'directory-audit'
  WHEN record_type = 15 THEN 'signin-ual'
  WHEN record_type = 275 THEN 'owa-auth'
  ELSE 'other-audit' END`;
