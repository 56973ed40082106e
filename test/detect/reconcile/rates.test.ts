/** The arithmetic of calibration: against values known otherwise, and by its properties. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { betaQuantile, binomialTail, incompleteBeta } from '../../../src/detect/reconcile/beta.ts';
import { silences } from '../../../src/detect/reconcile/ledgers.ts';
import { DEFAULT_RECONCILE_LIMITS } from '../../../src/detect/reconcile/limits.ts';
import { Rates } from '../../../src/detect/reconcile/rates.ts';

/** Sum of the binomial's terms, the slow and plain way. */
function plainTail(k: number, n: number, rate: number): number {
  let term = (1 - rate) ** n;
  let below = 0;
  for (let i = 0; i < k; i += 1) {
    below += term;
    term *= ((n - i) / (i + 1)) * (rate / (1 - rate));
  }
  return 1 - below;
}

describe('beta and binomial', () => {
  test('values that are known', () => {
    expect(incompleteBeta(2, 3, 0.5)).toBeCloseTo(0.6875, 12);
    expect(incompleteBeta(1, 1, 0.3)).toBeCloseTo(0.3, 12);
    // Clopper-Pearson: none of 100, upper bound at 97.5 % is 1 - 0.025^(1/100).
    expect(betaQuantile(1, 100, 0.975)).toBeCloseTo(1 - 0.025 ** 0.01, 10);
    expect(binomialTail(3, 10, 0.1)).toBeCloseTo(0.0701908264, 9);
    expect(binomialTail(0, 5, 0.1)).toBe(1);
    expect(binomialTail(6, 5, 0.1)).toBe(0);
    expect(binomialTail(9, 9, 0.002)).toBeCloseTo(0.002 ** 9, 30);
  });

  test('the tail is the sum of the terms', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 0, max: 60 }),
        fc.double({ min: 0.001, max: 0.9, noNaN: true }),
        (n, k, rate) => {
          expect(binomialTail(Math.min(k, n), n, rate)).toBeCloseTo(plainTail(Math.min(k, n), n, rate), 8);
        },
      ),
    );
  });

  test('one more try that fails to match is never likelier by chance', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2000 }),
        fc.integer({ min: 0, max: 2000 }),
        fc.double({ min: 1e-6, max: 0.5, noNaN: true }),
        (n, k, rate) => {
          const at = Math.min(k, n);
          expect(binomialTail(at + 1, n + 1, rate)).toBeLessThanOrEqual(binomialTail(at, n, rate) * (1 + 1e-9));
        },
      ),
    );
  });
});

describe('rates', () => {
  const LEVELS = ['tenant', 'client', 'application', 'stratum'];

  test('what is judged does not excuse itself', () => {
    const rates = new Rates(20);
    rates.add(['tenant', 'other', 'other', 'other'], { n: 1000, missing: 0 });
    rates.add(LEVELS, { n: 50, missing: 50 });
    expect(rates.of(LEVELS, { n: 50, missing: 50 })).toMatchObject({ history: false, n: 1000, level: 'tenant' });
    expect(rates.of(LEVELS, { n: 50, missing: 50 }).high).toBeLessThan(0.01);
    expect(rates.of(LEVELS, { n: 0, missing: 0 }).high).toBeGreaterThan(0.5);
  });

  test('a stratum with few leans on the wider one, with many stands for itself', () => {
    const rates = new Rates(20);
    rates.add(['tenant', 'other', 'other', 'other'], { n: 100_000, missing: 100 });
    const none = { n: 0, missing: 0 };
    rates.add(LEVELS, { n: 3, missing: 0 });
    expect(rates.of(LEVELS, none).high).toBeLessThan(0.05);
    rates.add(LEVELS, { n: 997, missing: 300 });
    expect(rates.of(LEVELS, none).rate).toBeGreaterThan(0.25);
  });

  test('the bounds hold the rate, and ten mailboxes have one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 300 }), (n, missing) => {
        const rates = new Rates(20);
        rates.add(LEVELS, { n, missing: Math.min(n, missing) });
        const { low, rate, high } = rates.of(LEVELS, { n: 0, missing: 0 });
        expect(low).toBeLessThanOrEqual(rate);
        expect(rate).toBeLessThanOrEqual(high);
      }),
    );
  });
});

describe('silences of a ledger', () => {
  const HOUR = 3_600_000_000n;
  const at = (hours: readonly number[]): readonly bigint[] => hours.map((hour) => BigInt(hour) * HOUR);
  const days = (from: number, to: number): readonly number[] =>
    Array.from({ length: to - from }, (_, day) => from + day).flatMap((day) =>
      [8, 9, 10, 11, 13, 14, 15, 16].map((hour) => day * 24 + hour),
    );

  test('the nights of a small firm are none', () => {
    expect(silences(at(days(0, 60)), DEFAULT_RECONCILE_LIMITS)).toEqual([]);
  });

  test('three days without any are one, with its bounds', () => {
    expect(silences(at([...days(0, 30), ...days(33, 60)]), DEFAULT_RECONCILE_LIMITS)).toEqual([
      [BigInt(29 * 24 + 17) * HOUR, BigInt(33 * 24 + 8) * HOUR],
    ]);
  });

  test('a ledger that never pauses has a hole after four hours', () => {
    const all = Array.from({ length: 500 }, (_, hour) => hour).filter((hour) => hour < 200 || hour >= 204);
    expect(silences(at(all), DEFAULT_RECONCILE_LIMITS)).toHaveLength(1);
  });
});
