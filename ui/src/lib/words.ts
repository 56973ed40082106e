/** The program's terms in words for people. */
import type {
  Attribution,
  CoverageState,
  Evidence,
  FlowKind,
  LinkKind,
  LogKind,
  Severity,
  Verdict,
} from '../../../src/report/model.ts';

interface VerdictWords {
  readonly word: string;
  /** What it means and what it does not. */
  readonly meaning: string;
}

export const VERDICT: Readonly<Record<Verdict, VerdictWords>> = {
  'intrusion': {
    word: 'Intrusion',
    meaning:
      'There is an incident of high or critical severity: access to mail, or a way by which mail leaves, that is held to be an intruder’s. Each incident states on what ground.',
  },
  'review': {
    word: 'Review needed',
    meaning:
      'There are signs that a person has to judge. None of them is strong enough alone to be called an intrusion.',
  },
  'not-assessable': {
    word: 'Not assessable',
    meaning:
      'The logs that are here do not allow an answer. That no intrusion is shown means nothing until what is missing has been collected.',
  },
  'nothing-found': {
    word: 'Nothing found',
    meaning:
      'Every required check ran and none found anything, over the share of time that is stated here. It is not a proof that nothing happened.',
  },
};

export const VERDICT_ORDER: readonly Verdict[] = ['intrusion', 'review', 'not-assessable', 'nothing-found'];

export const SEVERITY: Readonly<Record<Severity, string>> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  info: 'Information',
};

interface StateWords {
  readonly word: string;
  readonly letter: string;
  /** The mark in a cell: a letter, so that colour is not the only carrier. */
  readonly mark: string;
  readonly meaning: string;
}

/** Worst first: the order in which rows are sorted. */
export const COVERAGE: Readonly<Record<CoverageState, StateWords>> = {
  'not-collected': { word: 'Not collected', letter: 'n', mark: 'N', meaning: 'This log is not among the sources.' },
  'beyond-retention': { word: 'Beyond retention', letter: 'r', mark: 'R', meaning: 'The vendor has deleted it.' },
  'bypassed': { word: 'Bypassed', letter: 'b', mark: 'B', meaning: 'Auditing was switched off or bypassed.' },
  'throttled': { word: 'Throttled', letter: 't', mark: 'T', meaning: 'The vendor stopped logging for 24 hours.' },
  'gap': { word: 'Gap', letter: 'g', mark: 'G', meaning: 'Records are missing here that should be there.' },
  'pending': { word: 'Pending', letter: 'p', mark: 'P', meaning: 'Too recent: records may still arrive.' },
  'silent': {
    word: 'Silent',
    letter: 's',
    mark: '·',
    meaning: 'Logged elsewhere at the time, but nothing for it: quiet, or unseen.',
  },
  'observed': { word: 'Observed', letter: 'o', mark: '', meaning: 'The log was there to see it.' },
};

export const COVERAGE_ORDER = Object.keys(COVERAGE) as readonly CoverageState[];

/** From the letter in `CoverageGrid.days` to the state. */
export const STATE_OF_LETTER: ReadonlyMap<string, CoverageState> = new Map(
  COVERAGE_ORDER.map((state) => [COVERAGE[state].letter, state]),
);

export const LOG_KIND: Readonly<Record<LogKind, string>> = {
  'mailbox-audit': 'Mailbox audit',
  'exchange-admin': 'Exchange administration',
  'directory-audit': 'Directory audit',
  'signin-interactive': 'Sign-ins, interactive',
  'signin-noninteractive': 'Sign-ins, non-interactive',
  'signin-service-principal': 'Sign-ins of service principals',
  'signin-managed-identity': 'Sign-ins of managed identities',
  'signin-adfs': 'Sign-ins of AD FS',
  'signin-ual': 'Sign-ins in the unified audit log',
  'owa-auth': 'Tokens issued by Exchange (OWA)',
  'graph-activity': 'Graph activity',
  'message-trace': 'Message trace',
  'google-login': 'Google logins',
  'google-token': 'Google tokens',
  'google-gmail': 'Gmail log',
  'google-admin': 'Google administration',
  'google-other': 'Google, other logs',
  'configuration': 'Configuration',
  'people': 'People',
  'other-audit': 'Other audit records',
};

export const EVIDENCE: Readonly<Record<Evidence, string>> = {
  named: 'Named by the log',
  folder: 'Folder presumed taken',
  mailbox: 'Mailbox presumed taken',
};

export const ATTRIBUTION: Readonly<Record<Attribution, string>> = {
  intruder: 'Intruder',
  undecidable: 'Undecidable',
  owner: 'Owner',
};

export const LINK: Readonly<Record<LinkKind, string>> = {
  token: 'Token',
  session: 'Session',
  address: 'Address',
  network: 'Network',
  application: 'Application',
  client: 'Client',
  destination: 'Destination',
  user: 'User',
  message: 'Message',
  event: 'Event',
};

export const FLOW: Readonly<Record<FlowKind, string>> = {
  'inbox-rule': 'Inbox rule',
  'forwarding': 'Forwarding',
  'transport-rule': 'Transport rule',
  'connector': 'Connector',
  'mailbox-permission': 'Mailbox permission',
  'folder-permission': 'Folder permission',
  'send-as': 'Send-as right',
  'delegate': 'Delegate',
  'consent': 'Consent to an application',
  'app-permission': 'Application permission',
  'compliance-search': 'Compliance search',
  'export': 'Export',
};

export const DECISION = { confirmed: 'Confirmed', benign: 'Benign', unsure: 'Unsure' } as const;
