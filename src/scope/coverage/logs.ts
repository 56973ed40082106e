/** Which logs coverage speaks of: those that are here, and those that a case of that vendor should hold. */
import { LOG_KINDS, type LogKind } from '../../facts/index.ts';
import type { LogReach } from './reach.ts';

/** Logs whose records name the mailbox they are about. */
export const MAILBOX_LOGS: readonly LogKind[] = ['mailbox-audit', 'google-gmail'];

/** Logs of a vendor that a case should hold; others count only where they are. */
const EXPECTED: Readonly<Record<'m365' | 'google', readonly LogKind[]>> = {
  m365: [
    'mailbox-audit',
    'exchange-admin',
    'directory-audit',
    'signin-interactive',
    'signin-noninteractive',
    'signin-service-principal',
    'graph-activity',
  ],
  google: ['google-login', 'google-token', 'google-gmail', 'google-admin'],
};

/** All of them. */
export const EXPECTED_LOGS: ReadonlySet<LogKind> = new Set([...EXPECTED.m365, ...EXPECTED.google]);

/** Exports of what is now, and leftovers: no time in which they could have seen anything. */
const NO_TIME: ReadonlySet<LogKind> = new Set([
  'configuration',
  'people',
  'other-audit',
  'google-other',
  'message-trace',
]);

export interface ExpectedLog {
  readonly tenant: string | null;
  readonly logKind: LogKind;
  /** Null where no record of it is here. */
  readonly reach: LogReach | null;
}

/** Logs that are here, and those that should be, of every tenant; in the order of LOG_KINDS within a tenant. */
export function expectedLogs(all: readonly LogReach[]): readonly ExpectedLog[] {
  const tenants = new Map<string | null, LogReach[]>();
  for (const reach of all) {
    if (NO_TIME.has(reach.logKind)) continue;
    tenants.set(reach.tenant, [...(tenants.get(reach.tenant) ?? []), reach]);
  }
  return [...tenants].flatMap(([tenant, own]) => {
    const google = own.some(({ logKind }) => logKind.startsWith('google-'));
    const m365 = own.some(({ logKind }) => !logKind.startsWith('google-'));
    const wanted = new Set([
      ...(m365 ? EXPECTED.m365 : []),
      ...(google ? EXPECTED.google : []),
      ...own.map(({ logKind }) => logKind),
    ]);
    return LOG_KINDS.filter((logKind) => wanted.has(logKind)).map((logKind) => ({
      tenant,
      logKind,
      reach: own.find((entry) => entry.logKind === logKind) ?? null,
    }));
  });
}
