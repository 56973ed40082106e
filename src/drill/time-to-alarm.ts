/** How long it takes from the first access of an intruder to the first alarm, when logs arrive as they do. */

const HOUR = 3_600_000;

/** Hours between the times at which somebody may collect and investigate. */
const GRID = 6;

/**
 * Hours from the first access to the earliest collection at which an investigation raises an alarm, on a grid of six
 * hours: tried at 6, 12, 24, 48 … hours until one alarms, then by bisection, so that six hours before it none did. Times:
 * milliseconds since 1970; `last` is when all has arrived, and is known to alarm. Where an alarm comes, goes and comes
 * again, the first may have come between the times that were tried.
 */
export async function hoursToAlarm(
  first: number,
  last: number,
  alarmsAt: (collectedAt: number) => Promise<boolean>,
): Promise<number> {
  const most = Math.max(1, Math.ceil((last - first) / (GRID * HOUR)));
  const at = (step: number): Promise<boolean> => alarmsAt(first + step * GRID * HOUR);
  let silent = 0;
  let alarmed = 1;
  while (alarmed < most && !(await at(alarmed))) {
    silent = alarmed;
    alarmed = Math.min(most, alarmed * 2);
  }
  while (alarmed - silent > 1) {
    const middle = Math.floor((silent + alarmed) / 2);
    if (await at(middle)) alarmed = middle;
    else silent = middle;
  }
  return alarmed * GRID;
}
