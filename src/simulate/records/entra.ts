/**
 * Sign-ins as Graph (beta) gives them, requests over Graph as diagnostic settings write them.
 * Fields: learn.microsoft.com/graph/api/resources/signin; learn.microsoft.com/azure/azure-monitor/reference/tables/microsoftgraphactivitylogs
 */
import { tokenBase64 } from '../../facts/index.ts';
import type { GraphEvent, SignInEvent, SignInKind } from '../core/model.ts';
import { isoTime, MINUTE } from '../core/time.ts';
import type { Record_, RecordContext } from './audit.ts';

const REASONS: Readonly<Record<number, string>> = {
  0: 'Other.',
  50074: 'Strong Authentication is required.',
  50126: 'Error validating credentials due to invalid username or password.',
  50140: "This error occurred due to 'Keep me signed in' interrupt when the user was signing-in.",
};

const TYPES: Readonly<Record<SignInKind, string>> = {
  'interactive': 'interactiveUser',
  'noninteractive': 'nonInteractiveUser',
  'service-principal': 'servicePrincipal',
  'adfs': 'interactiveUser',
};

const CATEGORIES: Readonly<Record<SignInKind, string>> = {
  'interactive': 'SignInLogs',
  'noninteractive': 'NonInteractiveUserSignInLogs',
  'service-principal': 'ServicePrincipalSignInLogs',
  'adfs': 'ADFSSignInLogs',
};

export function signInRecord(context: RecordContext, event: SignInEvent): Record_ {
  const { person, principal, platform, from } = event;
  return {
    id: event.id,
    createdDateTime: isoTime(event.time),
    ...(person === null
      ? { servicePrincipalId: principal?.id, servicePrincipalName: principal?.name }
      : { userDisplayName: person.name, userPrincipalName: person.upn, userId: person.objectId }),
    appId: event.app.id,
    appDisplayName: event.app.name,
    ipAddress: from.address,
    clientAppUsed: platform.client,
    userAgent: platform.userAgent,
    correlationId: event.correlation,
    conditionalAccessStatus: 'notApplied',
    originalRequestId: event.id,
    isInteractive: TYPES[event.signInKind] === 'interactiveUser',
    tokenIssuerName: '',
    tokenIssuerType: event.signInKind === 'adfs' ? 'ADFederationServices' : 'AzureAD',
    riskDetail: 'none',
    riskLevelAggregated: 'none',
    riskLevelDuringSignIn: 'none',
    riskState: 'none',
    resourceDisplayName: event.resource.name,
    resourceId: event.resource.id,
    resourceTenantId: context.tenant,
    homeTenantId: context.tenant,
    authenticationRequirement: event.mfa ? 'multiFactorAuthentication' : 'singleFactorAuthentication',
    userType: person === null ? null : 'member',
    autonomousSystemNumber: from.asn,
    crossTenantAccessType: 'none',
    ...(context.signIns?.tokens === false ? {} : { uniqueTokenIdentifier: tokenBase64(event.id) }),
    incomingTokenType: event.incoming,
    authenticationProtocol: event.incoming === 'saml11' ? 'wsFederation' : 'none',
    signInEventTypes: [TYPES[event.signInKind]],
    ...((context.signIns?.sessions ?? context.linkable) && event.session !== null ? { sessionId: event.session } : {}),
    status: {
      errorCode: event.error,
      failureReason: REASONS[event.error] ?? 'Other.',
      additionalDetails: detailOf(event),
    },
    deviceDetail: {
      deviceId: event.deviceId ?? '',
      displayName: '',
      operatingSystem: platform.os,
      browser: platform.browser,
      isCompliant: event.deviceId !== null,
      isManaged: event.deviceId !== null,
      trustType: event.deviceId === null ? '' : 'Azure AD joined',
    },
    location: { city: from.city, state: '', countryOrRegion: from.country, geoCoordinates: {} },
    authenticationProcessingDetails: [{ key: 'Is CAE Token', value: event.cae ? 'True' : 'False' }],
  };
}

function detailOf({ incoming, mfa }: SignInEvent): string {
  if (incoming === 'saml11') return 'MFA requirement satisfied by claim provided by external provider';
  return mfa ? 'MFA completed in Azure AD' : 'MFA requirement satisfied by claim in the token';
}

/** A row of diagnostic settings around a sign-in. It is written a few minutes after. */
export function signInRow(context: RecordContext, event: SignInEvent): Record_ {
  return {
    time: isoTime(event.time + 2 * MINUTE),
    resourceId: `/tenants/${context.tenant}/providers/Microsoft.aadiam`,
    operationName: 'Sign-in activity',
    operationVersion: '1.0',
    category: CATEGORIES[event.signInKind],
    tenantId: context.tenant,
    resultType: String(event.error),
    resultSignature: event.error === 0 ? 'SUCCESS' : 'FAILURE',
    durationMs: 0,
    callerIpAddress: event.from.address,
    correlationId: event.correlation,
    identity: event.person?.name ?? event.principal?.name,
    Level: 4,
    location: event.from.country,
    properties: signInRecord(context, event),
  };
}

export function graphRow(context: RecordContext, event: GraphEvent): Record_ {
  const { credential, caller, signs, from } = event;
  const user = caller.objectId;
  return {
    time: isoTime(event.time),
    resourceId: `/TENANTS/${context.tenant.toUpperCase()}/PROVIDERS/MICROSOFT.AADIAM`,
    operationName: 'Microsoft Graph Activity',
    operationVersion: 'v1.0',
    category: 'MicrosoftGraphActivityLogs',
    resultSignature: '200',
    durationMs: String(40_000 + (event.bytes % 900_000)),
    callerIpAddress: from.address,
    correlationId: event.id,
    level: 'Informational',
    location: 'North Europe',
    properties: {
      timeGenerated: isoTime(event.time),
      requestId: event.id,
      operationId: event.id,
      clientRequestId: event.id,
      apiVersion: 'v1.0',
      requestMethod: event.method,
      responseStatusCode: 200,
      tenantId: context.tenant,
      durationMs: 40_000 + (event.bytes % 900_000),
      responseSizeBytes: event.bytes,
      signInActivityId: credential.token === null || !context.linkable ? '' : tokenBase64(credential.token),
      roles: '',
      appId: signs.clientAppId ?? signs.appId ?? '',
      UserPrincipalObjectID: user ?? '',
      scopes: event.scopes,
      C_Idtyp: user === null ? 'app' : 'user',
      ...(credential.session === null ? {} : { C_Sid: credential.session }),
      ipAddress: from.address,
      userAgent: signs.clientInfo,
      requestUri: `https://graph.microsoft.com/v1.0/${event.uri}`,
      userId: user ?? '',
      servicePrincipalId: user === null ? caller.userId : '',
      tokenIssuedAt: credential.issuedAt === null ? null : isoTime(credential.issuedAt),
    },
    tenantId: context.tenant,
  };
}
