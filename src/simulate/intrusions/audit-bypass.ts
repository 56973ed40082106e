/**
 * An administrator's account exempts a user from mailbox audit; as that user the intruder then goes through the mailboxes
 * that are open to her, and nothing is logged. The exemption is taken back when all is done. The setting itself is logged.
 * Source: learn.microsoft.com/powershell/module/exchange/set-mailboxauditbypassassociation
 */
import type { Mailbox, Person, Use } from '../core/model.ts';
import type { Intrusion, IntrusionTruth, PluginRun, Tenant } from '../core/plugin.ts';
import { Random } from '../core/random.ts';
import { HOUR, MINUTE } from '../core/time.ts';
import { CLIENT_KINDS } from '../mail/clients.ts';
import { Backwards, beginOf, binds } from '../mail/fetch.ts';
import { cmdlet } from '../records/changes.ts';
import { intruderEndpoint } from './common.ts';
import { SignedInClient } from './signed-in.ts';

export interface AuditBypassSettings {
  /** Index of the user who is exempted; the last person of the tenant is its administrator. */
  readonly victim: number;
  /** Mailboxes beside her own that are opened to her, those that follow. */
  readonly opened: number;
  /** Null: a third of the way in. */
  readonly day: number | null;
  /** Hours from the exemption to its end, and from the start of the access to its end. */
  readonly exemptHours: number;
  readonly accessHours: number;
  /** Messages fetched from each mailbox in an hour. */
  readonly perHour: number;
}

export const AUDIT_BYPASS: AuditBypassSettings = {
  victim: 1,
  opened: 2,
  day: null,
  exemptHours: 30,
  accessHours: 24,
  perHour: 40,
};

export function auditBypass(given: Partial<AuditBypassSettings> = {}): Intrusion {
  const settings = { ...AUDIT_BYPASS, ...given };
  return {
    name: 'audit-bypass',
    title: 'Audit bypass set, mailboxes taken, bypass removed',
    setUp: (tenant, truth) => run(tenant, truth, settings),
  };
}

function run(tenant: Tenant, truth: IntrusionTruth, settings: AuditBypassSettings): PluginRun {
  const { seed, people, audit } = tenant;
  const user = people[settings.victim % people.length];
  const administrator = people.at(-1);
  if (user === undefined || administrator === undefined) return {};
  const begin = beginOf(tenant, settings.day) + 2 * HOUR;
  const from = intruderEndpoint(seed, truth.id, 0, user);
  const mailboxes = people.slice(settings.victim, settings.victim + 1 + settings.opened).map(({ mailbox }) => mailbox);
  const asUser = clientOf(seed, truth, user, 0);
  const asAdministrator = clientOf(seed, truth, administrator, 1);
  const done = new Backwards();
  let changes = 0;
  const change = (time: number, operation: string, object: string, parameters: Readonly<Record<string, string>>) => {
    changes += 1;
    const at = { seed, tenant: tenant.id, time, by: truth.id, actor: administrator, from, purpose: truth.id };
    return cmdlet({ ...at, number: changes }, operation, object, parameters);
  };
  const bypass = (time: number, on: boolean) => {
    audit.setBypass(user.upn, on);
    truth.note(time, on ? 'exempted from mailbox audit' : 'exemption taken back', { user: user.upn });
    const parameters = { Identity: user.upn, AuditBypassEnabled: on ? 'True' : 'False' };
    return change(time, 'Set-MailboxAuditBypassAssociation', user.upn, parameters);
  };
  const open = (mailbox: Mailbox, index: number) =>
    change(begin + (20 + index) * MINUTE, 'Add-MailboxPermission', mailbox.address, {
      Identity: mailbox.address,
      User: user.upn,
      AccessRights: 'FullAccess',
      AutoMapping: 'False',
    });
  return {
    hour: (hour, _ordinary, emit) => {
      const hours = (hour - begin) / HOUR;
      if (hours === 0) {
        asAdministrator.credentialAt(begin + MINUTE, from, emit);
        emit(bypass(begin + 10 * MINUTE, true));
        for (const [index, mailbox] of mailboxes.slice(1).entries()) emit(open(mailbox, index));
      }
      if (hours === settings.exemptHours) emit(bypass(hour, false));
      if (hours < 1 || hours >= 1 + settings.accessHours) return [];
      return mailboxes.flatMap((mailbox): readonly Use[] => {
        const random = new Random(seed, truth.id, mailbox.index, hour / HOUR);
        const messages = done.next(mailbox, random.count(settings.perHour));
        const common = { seed, purpose: truth.id, by: truth.id, client: asUser, from, mailbox };
        return binds({ ...common, start: hour + random.below(10 * MINUTE), gap: [20, 90] }, messages, 5);
      });
    },
  };
}

function clientOf(seed: number, truth: IntrusionTruth, person: Person, slot: number): SignedInClient {
  const { app, signs, platform } = CLIENT_KINDS.owa;
  return new SignedInClient(seed, truth, { person, app, signs, platform, first: 'interactive', mfa: true, slot });
}
