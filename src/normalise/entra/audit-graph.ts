/** Directory audits as Graph, portal JSON and diagnostic settings write them. */
import type { ShapedStage } from '../family.ts';
import {
  AUDIT_CONVERSIONS,
  AUDIT_DERIVED,
  AUDIT_IDENTITY,
  DETAILS,
  detailOf,
  INITIATED,
  modifiedOf,
  TARGETS,
} from './audit.ts';
import { around, ENVELOPE_LIST, tenantOfResource } from './envelope.ts';

const t = (field: string): string => `nullif(s."${field}", '')`;
const first = `list_extract(s."targetResources", 1)`;

export const ENTRA_AUDIT_STAGE: ShapedStage = {
  name: 'entra-audit',
  form: 'shape',
  vendor: 'm365',
  takes: ['entra-audit'],
  doc: 'Directory audits of Graph pages, of the portal as JSON, and of diagnostic settings.',
  ...AUDIT_IDENTITY,
  shape: {
    id: 'text',
    activityDateTime: 'text',
    activityDisplayName: 'text',
    operationName: 'text',
    loggedByService: 'text',
    result: 'text',
    resultReason: 'text',
    resultDescription: 'text',
    tenantId: 'text',
    userAgent: 'text',
    initiatedBy: INITIATED,
    targetResources: TARGETS,
    additionalDetails: DETAILS,
  },
  columns: {
    around: ENVELOPE_LIST,
    audit: t('id'),
    own_activity: `coalesce(${t('activityDisplayName')}, ${t('operationName')})`,
    service: t('loggedByService'),
    result_raw: t('result'),
    reason: `coalesce(${t('resultReason')}, ${t('resultDescription')})`,
    user_id_raw: `nullif(s."initiatedBy"."user"."id", '')`,
    user_upn: `nullif(s."initiatedBy"."user"."userPrincipalName", '')`,
    app_id_raw: `nullif(s."initiatedBy"."app"."appId", '')`,
    app_label: `coalesce(nullif(s."initiatedBy"."app"."displayName", ''), nullif(s."initiatedBy"."app"."servicePrincipalName", ''))`,
    app_principal: `nullif(s."initiatedBy"."app"."servicePrincipalId", '')`,
    own_address: `nullif(s."initiatedBy"."user"."ipAddress", '')`,
    agent: `coalesce(${t('userAgent')}, ${detailOf('s."additionalDetails"', 'User-Agent')})`,
    target_id_raw: `nullif(${first}."id", '')`,
    target_name: `nullif(${first}."displayName", '')`,
    target_upn: `nullif(${first}."userPrincipalName", '')`,
    target_type: `nullif(${first}."type", '')`,
    modified: modifiedOf('s."targetResources"'),
    app_of_target: detailOf('s."additionalDetails"', 'AppId'),
    own_tenant: t('tenantId'),
    time_raw: t('activityDateTime'),
  },
  derived: {
    activity: `coalesce(own_activity, ${around('operationName')})`,
    address_as_logged: `coalesce(own_address, ${around('callerIpAddress')})`,
    stated_tenant: `coalesce(${around('tenantId')}, own_tenant, ${tenantOfResource(around('resourceId'))})`,
    ...AUDIT_DERIVED,
  },
  conversions: AUDIT_CONVERSIONS,
};
