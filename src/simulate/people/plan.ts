/** A person's day: whether there is work, from when to when, and from where. */
import type { Person } from '../core/model.ts';
import { Random, shareOf } from '../core/random.ts';
import { DAY, dayNumber, MINUTE, monthDay, weekday } from '../core/time.ts';
import { OFFICES, TRIPS } from './names.ts';

/** Shares of weeks with a trip, of fortnights with a holiday, of working days ill. */
const TRIP_WEEKS = 0.04;
const HOLIDAY_FORTNIGHTS = 0.07;
const ILL_DAYS = 0.02;

export interface DayPlan {
  /** Local day, days since 1970. */
  readonly day: number;
  /** Minutes east of UTC where the person is. */
  readonly zone: number;
  readonly works: boolean;
  /** Local hours of work, with fractions; 0 and 0 without work. */
  readonly from: number;
  readonly to: number;
  readonly where: 'office' | 'home' | 'trip';
  /** Index of the place, on a trip. */
  readonly trip: number | null;
}

/** The local day in which `time` lies, by the zone at home; days since 1970. */
export function localDay(person: Person, time: number): number {
  return dayNumber(time + person.habits.zone * MINUTE);
}

/** The plan of a local day. */
export function planOf(seed: number, person: Person, day: number): DayPlan {
  const { index, office, habits } = person;
  const today = weekday(day);
  const random = new Random(seed, 'day', index, day);
  const trip = tripOf(seed, index, day);
  const off =
    today >= 5 ||
    (OFFICES[office] ?? OFFICES[0]).holidays.includes(monthDay(day) as never) ||
    isOnHoliday(seed, index, day) ||
    random.chance(ILL_DAYS);
  const home = ((habits.homeDays >> today) & 1) === 1;
  const works = !off;
  const from = habits.startHour + random.share() * 1.5 - 0.75;
  const to = habits.endHour + random.share() * 2 - 1;
  return {
    day,
    zone: trip === null ? habits.zone : (TRIPS[trip] ?? TRIPS[0]).zone,
    works,
    from: works ? from : 0,
    to: works ? to : 0,
    where: trip !== null ? 'trip' : home || off ? 'home' : 'office',
    trip,
  };
}

/** Tuesday to Thursday of some weeks. */
function tripOf(seed: number, person: number, day: number): number | null {
  const today = weekday(day);
  const week = Math.floor((day + 3) / 7);
  if (today < 1 || today > 3 || shareOf(seed, 'trip week', person, week) >= TRIP_WEEKS) return null;
  return Math.floor(shareOf(seed, 'trip place', person, week) * TRIPS.length);
}

function isOnHoliday(seed: number, person: number, day: number): boolean {
  const fortnight = Math.floor((day + 3) / 14);
  return shareOf(seed, 'holiday', person, fortnight) < HOLIDAY_FORTNIGHTS;
}

/** How busy an hour is, 0 to 1: at work, and on the phone before, after and at weekends. */
export function busyness(plan: DayPlan, localHour: number, phone: boolean): number {
  const working = plan.works && localHour + 1 > plan.from && localHour < plan.to;
  if (working) return Math.floor(localHour) === 12 ? 0.4 : 1;
  if (!phone || localHour < 6 || localHour >= 23) return 0;
  return plan.works ? 0.3 : 0.12;
}

/** Local hour of the day, 0 to 23, at the start of an hour. */
export function localHourOf(zone: number, time: number): number {
  const local = time + zone * MINUTE;
  return Math.floor((local - Math.floor(local / DAY) * DAY) / (60 * MINUTE));
}
