/**
 * Records of changes that plug-ins emit: cmdlets of Exchange (record type 1), the directory (8), searches of eDiscovery
 * (24). Fields and spelling as public samples have them.
 * Schema: learn.microsoft.com/office/office-365-management-api/office-365-management-activity-api-schema
 */
import { guidOf } from '../core/identifiers.ts';
import type { AppName, AuditRecordEvent, Endpoint, Origin, Person } from '../core/model.ts';
import { hashOf } from '../core/random.ts';
import { GRAPH } from '../mail/clients.ts';

/** Who does it, when, whose doing it is, and a number that tells it from others of the same purpose. */
export interface Occasion {
  readonly seed: number;
  /** Tenant id. */
  readonly tenant: string;
  readonly time: number;
  readonly by: Origin;
  readonly actor: Person;
  readonly from: Endpoint;
  /** Purpose for chance: an intrusion's id, a trouble's name. */
  readonly purpose: string;
  readonly number: number;
}

/** A cmdlet of Exchange: `parameters` by name, in the order given. */
export function cmdlet(
  occasion: Occasion,
  operation: string,
  object: string,
  parameters: Readonly<Record<string, string>>,
): AuditRecordEvent {
  return {
    ...record(occasion, 1, operation),
    fields: {
      ResultStatus: 'True',
      UserKey: occasion.actor.puid,
      UserType: 2,
      ClientIP: `${occasion.from.address.includes(':') ? `[${occasion.from.address}]` : occasion.from.address}:51234`,
      ObjectId: object,
      AppId: '00000002-0000-0ff1-ce00-000000000000',
      ClientAppId: '',
      ExternalAccess: false,
      Parameters: Object.entries(parameters).map(([Name, Value]) => ({ Name, Value })),
    },
  };
}

/** What a consent is to. */
export interface Consent {
  readonly app: AppName;
  /** Object id of the service principal. */
  readonly principal: string;
  readonly scopes: string;
  /** For the whole organisation, by an administrator. */
  readonly everybody: boolean;
}

/** `Consent to application.` */
export function consent(occasion: Occasion, { app, principal, scopes, everybody }: Consent): AuditRecordEvent {
  const { seed, actor, tenant } = occasion;
  const grant = guidOf(seed, `${occasion.purpose} grant`, occasion.number).slice(0, 22);
  const who = everybody ? '' : actor.objectId;
  const permissions = `[] => [[Id: ${grant}, ClientId: ${principal}, PrincipalId: ${who}, ResourceId: ${guidOf(seed, 'graph principal')}, ConsentType: ${everybody ? 'AllPrincipals' : 'Principal'}, Scope: ${scopes}]]; `;
  return {
    ...record(occasion, 8, 'Consent to application.'),
    fields: {
      ...directoryFields(occasion, 'ServicePrincipal'),
      ObjectId: app.id,
      ModifiedProperties: [
        property('ConsentContext.IsAdminConsent', everybody ? 'True' : 'False'),
        property('ConsentContext.IsAppOnly', 'False'),
        property('ConsentContext.OnBehalfOfAll', everybody ? 'True' : 'False'),
        property('ConsentContext.Tags', ''),
        property('ConsentAction.Permissions', permissions),
        property('TargetId.ServicePrincipalNames', app.id),
      ],
      Target: [
        { ID: `ServicePrincipal_${principal}`, Type: 2 },
        { ID: principal, Type: 2 },
        { ID: 'ServicePrincipal', Type: 2 },
        { ID: app.name, Type: 1 },
        { ID: app.id, Type: 2 },
        { ID: app.id, Type: 4 },
      ],
      TargetContextId: tenant,
    },
  };
}

/** `Add app role assignment to service principal.`: an application may act by itself. */
export function appRole(occasion: Occasion, app: AppName, principal: string, role: string): AuditRecordEvent {
  return {
    ...record(occasion, 8, 'Add app role assignment to service principal.'),
    fields: {
      ...directoryFields(occasion, 'ServicePrincipal'),
      ObjectId: GRAPH.id,
      ModifiedProperties: [
        property('AppRole.Id', guidOf(0, `app role ${role}`)),
        property('AppRole.Value', role),
        property('AppRole.DisplayName', role),
        property('ServicePrincipal.ObjectID', principal),
        property('ServicePrincipal.DisplayName', app.name),
        property('ServicePrincipal.AppId', app.id),
        property('ServicePrincipal.Name', app.id),
      ],
      Target: [
        { ID: `ServicePrincipal_${guidOf(occasion.seed, 'graph principal')}`, Type: 2 },
        { ID: 'ServicePrincipal', Type: 2 },
        { ID: GRAPH.name, Type: 1 },
        { ID: GRAPH.id, Type: 2 },
      ],
      TargetContextId: occasion.tenant,
    },
  };
}

/** A step of an eDiscovery search (`SearchCreated`, `SearchStarted`, `SearchExported` …). */
export function complianceSearch(occasion: Occasion, operation: string, name: string, query: string): AuditRecordEvent {
  return {
    ...record(occasion, 24, operation),
    fields: {
      ResultStatus: 'True',
      Workload: 'SecurityComplianceCenter',
      UserKey: occasion.actor.puid,
      UserType: 2,
      ObjectId: name,
      ExternalAccess: false,
      Parameters: [],
      ExchangeLocations: 'All',
      Query: query,
    },
  };
}

function record({ seed, time, by, actor, purpose, number }: Occasion, recordType: number, operation: string) {
  return {
    kind: 'audit-record' as const,
    time,
    by,
    key: hashOf(seed, `${purpose} change`, number),
    id: guidOf(seed, `${purpose} record`, number, Math.floor(time / 1000)),
    recordType,
    operation,
    userId: actor.upn,
  };
}

function property(Name: string, NewValue: string) {
  return { Name, NewValue, OldValue: '' };
}

function directoryFields({ seed, tenant, actor, from, purpose, number }: Occasion, category: string) {
  return {
    ResultStatus: 'Success',
    UserKey: `${actor.puid}@${actor.upn.slice(actor.upn.indexOf('@') + 1)}`,
    UserType: 0,
    ClientIP: from.address,
    AzureActiveDirectoryEventType: 1,
    ExtendedProperties: [
      { Name: 'additionalDetails', Value: '{"User-Agent":"Mozilla/5.0 (Windows NT 10.0; Win64; x64)"}' },
      { Name: 'extendedAuditEventCategory', Value: category },
    ],
    Actor: [
      { ID: actor.upn, Type: 5 },
      { ID: actor.puid, Type: 3 },
      { ID: `User_${actor.objectId}`, Type: 2 },
      { ID: actor.objectId, Type: 2 },
      { ID: 'User', Type: 2 },
    ],
    ActorContextId: tenant,
    InterSystemsId: guidOf(seed, `${purpose} correlation`, number),
    IntraSystemId: guidOf(seed, `${purpose} request`, number),
    SupportTicketId: '',
  };
}
