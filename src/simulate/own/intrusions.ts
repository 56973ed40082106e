/** The intrusions that can be laid into a tenant that exists, and what each needs of its logs. */
import type { Intrusion } from '../core/plugin.ts';
import { DAY } from '../core/time.ts';
import { adversaryInTheMiddle } from '../intrusions/adversary-in-the-middle.ts';
import { applicationSecret } from '../intrusions/application-secret.ts';
import { auditBypass } from '../intrusions/audit-bypass.ts';
import { forgedSaml } from '../intrusions/forged-saml.ts';
import { forgedTokens } from '../intrusions/forged-tokens.ts';
import { googleGrant } from '../intrusions/google-grant.ts';
import { imapSpray } from '../intrusions/imap-spray.ts';
import { maliciousConsent } from '../intrusions/malicious-consent.ts';
import { stolenToken } from '../intrusions/stolen-token.ts';
import { throttleOnPurpose } from '../intrusions/throttle-on-purpose.ts';
import { wholeMailboxSync } from '../intrusions/whole-mailbox-sync.ts';
import type { KnownTenant } from './known.ts';
import { spanOf } from './mix.ts';

export interface OwnIntrusion {
  /** That of the simulated world it comes from: `--intrusion`. */
  readonly name: string;
  readonly title: string;
  /** The intrusion in that tenant, or why it is not possible there. */
  readonly lay: (tenant: KnownTenant) => Intrusion | string;
}

/** Days of logs that are needed: what is unusual shows only beside what is usual. */
export const LEAST_DAYS = 7;

/** How long an intrusion goes on: a third of the logs, but so many days at least and at most. */
const SPAN = { share: 1 / 3, least: 5, most: 14 } as const;

const NO_MICROSOFT = 'these are logs of Google Workspace';

/** The day, counted from the start of the logs, on which an intrusion begins. */
function beginOf(tenant: KnownTenant): number {
  const { start, end } = spanOf(tenant);
  const days = (end - start) / DAY;
  return days - Math.min(SPAN.most, Math.max(SPAN.least, Math.floor(days * SPAN.share)));
}

function inMicrosoft(lay: (tenant: KnownTenant, day: number) => Intrusion | string): OwnIntrusion['lay'] {
  return (tenant) => (tenant.vendor === 'google' ? NO_MICROSOFT : lay(tenant, beginOf(tenant)));
}

/** So many mailboxes, but at most half of all: somebody is left whom it does not concern. */
function some(tenant: KnownTenant, wanted: number): number {
  return Math.max(1, Math.min(wanted, Math.floor(tenant.people.length / 2)));
}

export const OWN_INTRUSIONS: readonly OwnIntrusion[] = [
  {
    name: 'storm-2023',
    title: 'The case of 2023: forged tokens in the name of an application of the vendor',
    lay: inMicrosoft((tenant, fromDay) => forgedTokens({ mailboxes: some(tenant, 10), fromDay })),
  },
  {
    name: 'copied-sessions',
    title: 'The same, with ids of sessions that the victims have',
    lay: inMicrosoft((tenant, fromDay) =>
      tenant.people.slice(0, some(tenant, 10)).every(({ programs }) => programs.length === 0)
        ? 'no access names a session'
        : forgedTokens({ mailboxes: some(tenant, 10), perDay: 80, fromDay, session: 'copied', renewed: false }),
    ),
  },
  {
    name: 'low-and-slow',
    title: 'Forged tokens, three messages a day of one mailbox',
    lay: inMicrosoft((_tenant, fromDay) => forgedTokens({ mailboxes: 1, perDay: 3, fromDay, directory: false })),
  },
  {
    name: 'common-application',
    title: 'Forged tokens in the name of the application that is most used',
    lay: inMicrosoft((tenant, fromDay) => {
      if (tenant.common === null) return 'no access of a person names the application of her program';
      const { app, signs } = tenant.common;
      return forgedTokens({
        mailboxes: some(tenant, 4),
        perDay: 80,
        fromDay,
        application: app.id,
        resource: signs.appId ?? app.id,
        clientInfo: signs.clientInfo,
        renewed: false,
        directory: false,
      });
    }),
  },
  {
    name: 'stolen-token',
    title: 'A token or session of one user, replayed from elsewhere',
    lay: inMicrosoft((tenant, day) => {
      const victim = tenant.people.findIndex(({ programs }) => programs.length > 0);
      return victim < 0 ? 'no access names a token or a session' : stolenToken({ victim, day });
    }),
  },
  {
    name: 'malicious-consent',
    title: 'Users consent to an application that takes their mail',
    lay: inMicrosoft((tenant, day) => maliciousConsent({ victim: 0, victims: some(tenant, 3), day })),
  },
  {
    name: 'adversary-in-the-middle',
    title: 'Sessions taken by a phishing proxy, second factor and all',
    lay: inMicrosoft((tenant, day) => adversaryInTheMiddle({ victim: 0, victims: some(tenant, 2), day })),
  },
  {
    name: 'whole-mailbox-sync',
    title: 'Whole mailboxes taken by a mail program',
    lay: inMicrosoft((tenant, day) => wholeMailboxSync({ victim: 0, victims: some(tenant, 2), day })),
  },
  {
    name: 'throttle-on-purpose',
    title: 'Mailbox audit tripped into silence, then the mailbox taken',
    lay: inMicrosoft((_tenant, day) => throttleOnPurpose({ victim: 0, day })),
  },
  {
    name: 'audit-bypass',
    title: 'Audit bypass set, mailboxes taken, bypass removed',
    lay: inMicrosoft((tenant, day) => auditBypass({ victim: 0, opened: some(tenant, 3) - 1, day })),
  },
  {
    name: 'application-secret',
    title: "An application's own secret used from elsewhere",
    lay: inMicrosoft((tenant, day) => {
      if (tenant.ownApplication === null) return 'no application accesses mail by itself in these logs';
      const application = { ...tenant.ownApplication, userAgent: '', vendor: 0 };
      return applicationSecret({ application, victim: 0, victims: some(tenant, 6), day });
    }),
  },
  {
    name: 'imap-spray',
    title: 'Passwords tried on every account over IMAP',
    lay: inMicrosoft((tenant, day) => imapSpray({ day, opened: some(tenant, 2) })),
  },
  {
    name: 'forged-saml',
    title: 'Sign-ins by assertions forged with the key of the federation server',
    lay: inMicrosoft((tenant, day) => forgedSaml({ victim: 0, victims: some(tenant, 4), day })),
  },
  {
    name: 'google-grant',
    title: 'An application granted access at Google, and an account exported',
    lay: (tenant) =>
      tenant.vendor === 'google'
        ? googleGrant({ victim: 0, victims: some(tenant, 3), day: beginOf(tenant) })
        : 'these are logs of Microsoft 365',
  },
];
