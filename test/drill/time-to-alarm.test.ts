/** How the time to the first alarm is looked for. */
import { describe, expect, it } from 'vitest';
import { hoursToAlarm } from '../../src/drill/time-to-alarm.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Alarms from `hours` after the first access on; counts how often it is asked. */
function alarmAfter(hours: number) {
  const asked: number[] = [];
  return {
    asked,
    alarmsAt: async (time: number) => {
      asked.push(time / HOUR);
      return time >= hours * HOUR;
    },
  };
}

describe('the time to the first alarm', () => {
  it.each([
    [0, 6],
    [6, 6],
    [7, 12],
    [100, 102],
    [431, 432],
    [480, 480],
  ])('is the first of the six-hourly collections that alarms: after %i hours, %i', async (hours, found) => {
    const { asked, alarmsAt } = alarmAfter(hours);
    expect(await hoursToAlarm(0, 20 * DAY, alarmsAt)).toBe(found);
    expect(asked.length).toBeLessThan(14);
    expect(new Set(asked).size).toBe(asked.length);
  });

  it('asks once where the first collection alarms, and never after all has arrived', async () => {
    const soon = alarmAfter(1);
    await hoursToAlarm(0, 20 * DAY, soon.alarmsAt);
    expect(soon.asked).toEqual([6]);
    const never = alarmAfter(10_000);
    expect(await hoursToAlarm(0, 20 * DAY, never.alarmsAt)).toBe(480);
    expect(Math.max(...never.asked)).toBeLessThan(480);
  });
});
