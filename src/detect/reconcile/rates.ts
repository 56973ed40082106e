/** How often ordinary tokens go missing from the ledgers, per stratum, each stratum leaning on the wider one. */
import { betaQuantile } from './beta.ts';

/** Ordinary identifiers that could be judged, and how many of them have no issuance. */
export interface Tally {
  readonly n: number;
  readonly missing: number;
}

/** Names of a stratum from the widest to the narrowest level: tenant, client, application and client, stratum. */
export type Levels = readonly string[];

export interface Rate {
  /** Expected share that goes missing. */
  readonly rate: number;
  /** Bounds of it, 95 % (one-sided 97.5 % each). */
  readonly low: number;
  readonly high: number;
  /** Identifiers of the narrowest level that has any. */
  readonly n: number;
  /** Its name. */
  readonly level: string;
  /** Whether the narrowest level has any. */
  readonly history: boolean;
}

/** Tallies of every level of every stratum. */
export class Rates {
  readonly #tallies: Map<string, { n: number; missing: number }> = new Map();
  readonly #prior: number;

  /** `prior`: how many identifiers the wider level weighs in the narrower one. */
  constructor(prior: number) {
    this.#prior = prior;
  }

  add(levels: Levels, tally: Tally): void {
    for (const level of levels) {
      const sum = this.#tallies.get(level) ?? { n: 0, missing: 0 };
      sum.n += tally.n;
      sum.missing += tally.missing;
      this.#tallies.set(level, sum);
    }
  }

  /**
   * The rate of a stratum without `own` (the tally of what is judged, so that it cannot excuse itself). The widest level
   * starts from Jeffreys' prior, each narrower one from the rate of the level above it. The upper bound is never below that
   * of the widest level.
   */
  of(levels: Levels, own: Tally): Rate {
    let a = 0.5;
    let b = 0.5;
    let widest = 0;
    let found: Omit<Rate, 'rate' | 'low' | 'high'> = { n: 0, level: levels[0] ?? '', history: false };
    for (const [index, level] of levels.entries()) {
      const all = this.#tallies.get(level) ?? { n: 0, missing: 0 };
      const n = Math.max(0, all.n - own.n);
      const missing = Math.min(n, Math.max(0, all.missing - own.missing));
      if (index > 0) {
        if (n === 0) continue;
        const mean = a / (a + b);
        a = this.#prior * mean;
        b = this.#prior * (1 - mean);
      }
      a += missing;
      b += n - missing;
      if (index === 0) widest = betaQuantile(a, b, UPPER);
      if (n > 0) found = { n, level, history: index === levels.length - 1 };
    }
    const rate = a / (a + b);
    const low = Math.min(rate, betaQuantile(a, b, 1 - UPPER));
    return { ...found, rate, low, high: Math.max(rate, widest, betaQuantile(a, b, UPPER)) };
  }
}

const UPPER = 0.975;
