/**
 * What goes on in the administration: cmdlets of the vendor's own services and of administrators, changes in the
 * directory, rules that people make for themselves. Without it the logs of changes would be empty, and look uncollected.
 */
import { guidOf } from '../core/identifiers.ts';
import type { AuditRecordEvent, Emit, Person } from '../core/model.ts';
import { hashOf, Random, type Weighted } from '../core/random.ts';
import { HOUR } from '../core/time.ts';
import { cmdlet, type Occasion } from '../records/changes.ts';
import { officeEndpoint } from './networks.ts';
import { busyness, localDay, localHourOf, planOf } from './plan.ts';

/** Cmdlets of the vendor's services in an hour, whatever the size of the tenant; the lab of 2021 had 13 a day. */
const OF_THE_VENDOR = 0.5;
/** Cmdlets of administrators and changes in the directory in an hour of work, for each 100 mailboxes. */
const OF_ADMINISTRATORS = 0.15;
const IN_THE_DIRECTORY = 0.3;
/** Rules made by people in an hour of work, for each of them. */
const RULES = 0.0004;

const SYSTEM = 'NT AUTHORITY\\SYSTEM (Microsoft.Exchange.ServiceHost)';

const CMDLETS: Weighted<readonly [operation: string, parameter: string, value: string]> = [
  [['Set-Mailbox', 'IssueWarningQuota', '49GB'], 40],
  [['Set-CASMailbox', 'PopEnabled', 'False'], 20],
  [['Set-DistributionGroup', 'RequireSenderAuthenticationEnabled', 'True'], 20],
  [['Set-User', 'Office', 'Room 4'], 18],
  [['Add-MailboxPermission', 'AccessRights', 'FullAccess'], 2],
];

export class Administration {
  readonly #seed: number;
  readonly #tenant: string;
  readonly #people: readonly Person[];

  constructor(seed: number, tenant: string, people: readonly Person[]) {
    this.#seed = seed;
    this.#tenant = tenant;
    this.#people = people;
  }

  hour(hour: number, emit: Emit): void {
    const random = new Random(this.#seed, 'administration', Math.floor(hour / HOUR));
    for (let left = random.count(OF_THE_VENDOR); left > 0; left -= 1) emit(this.#ofTheVendor(hour, random));
    const admin = this.#people.at(-1);
    const plan = admin === undefined ? null : planOf(this.#seed, admin, localDay(admin, hour));
    if (admin === undefined || plan === null || busyness(plan, localHourOf(plan.zone, hour), false) === 0) return;
    const size = this.#people.length / 100;
    for (let left = random.often(OF_ADMINISTRATORS * size); left > 0; left -= 1)
      emit(this.#ofAdmin(admin, hour, random));
    for (let left = random.often(IN_THE_DIRECTORY * size); left > 0; left -= 1) emit(this.#directory(hour, random));
    for (let left = random.often(RULES * this.#people.length); left > 0; left -= 1) emit(this.#rule(hour, random));
  }

  #occasion(actor: Person, hour: number, random: Random): Occasion {
    const time = hour + random.below(HOUR);
    const from = officeEndpoint(this.#seed, actor.office, hour);
    return {
      seed: this.#seed,
      tenant: this.#tenant,
      time,
      by: null,
      actor,
      from,
      purpose: 'administration',
      number: random.word(),
    };
  }

  #ofAdmin(admin: Person, hour: number, random: Random): AuditRecordEvent {
    const [operation, parameter, value] = random.weighted(CMDLETS);
    const { upn } = random.pick(this.#people);
    const user = operation === 'Add-MailboxPermission' ? { User: random.pick(this.#people).upn } : {};
    return cmdlet(this.#occasion(admin, hour, random), operation, upn, { Identity: upn, ...user, [parameter]: value });
  }

  /** A rule that puts mail of one sender into a folder. */
  #rule(hour: number, random: Random): AuditRecordEvent {
    const person = random.pick(this.#people);
    const folder = random.pick(person.mailbox.folders).path.slice(1);
    const name = `To ${folder}`;
    return cmdlet(this.#occasion(person, hour, random), 'New-InboxRule', `${person.upn}\\${name}`, {
      Name: name,
      From: random.pick(this.#people).upn,
      MoveToFolder: folder,
      StopProcessingRules: 'True',
    });
  }

  #ofTheVendor(hour: number, random: Random): AuditRecordEvent {
    const key = random.word();
    return {
      kind: 'audit-record',
      time: hour + random.below(HOUR),
      by: null,
      key,
      id: guidOf(this.#seed, 'vendor cmdlet', key),
      recordType: 1,
      operation: 'Set-Mailbox',
      userId: SYSTEM,
      fields: {
        ResultStatus: 'True',
        UserKey: SYSTEM,
        UserType: 3,
        ObjectId: `QuarantineOrgShard{${guidOf(this.#seed, 'quarantine').toUpperCase()}}`,
        AppId: '',
        ClientAppId: '',
        ExternalAccess: true,
        Parameters: [
          { Name: 'RecoverableItemsQuota', Value: '30 GB (32,212,254,720 bytes)' },
          { Name: 'Arbitration', Value: 'True' },
        ],
      },
    };
  }

  /** The synchronisation with the organisation's own directory changes a user. */
  #directory(hour: number, random: Random): AuditRecordEvent {
    const key = random.word();
    const { upn, objectId } = random.pick(this.#people);
    const principal = guidOf(this.#seed, 'directory synchronisation');
    return {
      kind: 'audit-record',
      time: hour + random.below(HOUR),
      by: null,
      key,
      id: guidOf(this.#seed, 'directory change', key, hashOf(key, 'directory')),
      recordType: 8,
      operation: 'Update user.',
      userId: `ServicePrincipal_${principal}`,
      fields: {
        ResultStatus: 'Success',
        UserKey: 'Not Available',
        UserType: 0,
        ObjectId: upn,
        AzureActiveDirectoryEventType: 1,
        ExtendedProperties: [{ Name: 'extendedAuditEventCategory', Value: 'User' }],
        ModifiedProperties: [{ Name: 'TelephoneNumber', NewValue: '["+49 30 5550100"]', OldValue: '[]' }],
        Actor: [
          { ID: 'Directory Synchronisation', Type: 1 },
          { ID: `ServicePrincipal_${principal}`, Type: 2 },
        ],
        ActorContextId: this.#tenant,
        Target: [
          { ID: `User_${objectId}`, Type: 2 },
          { ID: objectId, Type: 2 },
          { ID: upn, Type: 5 },
        ],
        TargetContextId: this.#tenant,
      },
    };
  }
}
