/** Limits of reconciliation, each with its reason. Hours and minutes as named. */
export interface ReconcileLimits {
  /** A ledger must have passed the time of issue by so much before anything is missed: sign-in logs have no promised delay. */
  readonly provisionalHours: number;
  /** From here on what is missing will not come any more. */
  readonly finalHours: number;
  /** Clocks differ, and Entra dates a token back by five minutes. */
  readonly toleranceMinutes: number;
  /** Longest life of an access token (continuous access evaluation): where no time of issue is logged it may be so old. */
  readonly tokenLifeHours: number;
  /** Least share of completed rows that name a session, for the absence of a session to mean anything. */
  readonly sessionShare: number;
  /** A silence of a ledger is a hole where it is so many times the silence that 99 of 100 pauses stay below, */
  readonly silenceFactor: number;
  /** and at least so long. */
  readonly silenceHours: number;
  /** An application is not in the ledgers as a rule where so large a share of its ordinary tokens is missing, */
  readonly absentShare: number;
  /** for so many mailboxes at addresses where their owners do sign in. */
  readonly absentMailboxes: number;
  /** An hour of a ledger is lost where so large a share of the ordinary tokens of that hour is missing, of several applications, */
  readonly lostShare: number;
  /** and of so many people. */
  readonly lostPeople: number;
  /** Clusters of a higher probability are chance: not shown one by one. */
  readonly chance: number;
  /** Weight of the wider stratum in a narrower one, in tokens. */
  readonly priorTokens: number;
}

export const DEFAULT_RECONCILE_LIMITS: ReconcileLimits = {
  provisionalHours: 24,
  finalHours: 72,
  toleranceMinutes: 15,
  tokenLifeHours: 28,
  sessionShare: 0.5,
  silenceFactor: 3,
  silenceHours: 3,
  absentShare: 0.5,
  absentMailboxes: 5,
  lostShare: 0.5,
  lostPeople: 3,
  chance: 0.05,
  priorTokens: 20,
};
