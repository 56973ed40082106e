/** What has been written is forgotten: memory depends on the number of mailboxes, not on the time simulated. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { simulated } from './tenant.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
const DAY_HOURS = 24;
const MEGABYTE = 1024 * 1024;

/** Bytes that are still in use. */
function held(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

describe('memory', () => {
  it('does not grow with time', async () => {
    const at: number[] = [];
    const made = await simulated({
      mailboxes: 12,
      days: 42,
      onHour: (done) => {
        // The same hour of the same weekday, so that as much is under way.
        if (done % (14 * DAY_HOURS) === 0) at.push(held());
      },
    });
    const written = made.summary.files.reduce((sum, { bytes }) => sum + bytes, 0);
    made.remove();
    const [early = 0, , late = 0] = at;
    expect(at).toHaveLength(3);
    expect(written).toBeGreaterThan(16 * MEGABYTE);
    expect(late - early).toBeLessThan(1.5 * MEGABYTE);
  });

  it('would be seen to grow, if what was written were kept', async () => {
    const kept: unknown[] = [];
    const before = held();
    const made = await simulated({ mailboxes: 6, days: 7 });
    kept.push(...made.records('logs/audit/'));
    expect(kept.length).toBeGreaterThan(500);
    expect(held() - before).toBeGreaterThan(1.5 * MEGABYTE);
    made.remove();
  });
});
