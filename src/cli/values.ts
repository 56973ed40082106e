/** What people type as a value of an option: strict, with the reason where it is refused. */
import { InvalidArgumentError } from 'commander';
import { SEVERITIES, type Severity } from '../facts/index.ts';

const ISO_TIME = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2}))?$/;

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  'kb': 1024,
  'mb': 1024 ** 2,
  'gb': 1024 ** 3,
  'tb': 1024 ** 4,
};

/** A day (`2023-05-15`, its start in UTC) or a time with its zone (`2023-05-15T08:00Z`, `2023-05-15T08:00:00+02:00`). */
export function isoTime(text: string): Date {
  const time = new Date(text);
  if (!ISO_TIME.test(text) || Number.isNaN(time.getTime()) || !dayExists(text)) {
    throw new InvalidArgumentError('Write a day (2023-05-15) or a time with its zone (2023-05-15T08:00:00Z).');
  }
  return time;
}

/** 30 February is turned into 2 March by the language; nobody means that. */
function dayExists(text: string): boolean {
  const day = text.slice(0, 10);
  const midnight = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().slice(0, 10) === day;
}

/** Bytes: a whole or decimal number with KB, MB, GB or TB (powers of 1024). */
export function byteSize(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([kmgt]?i?b?)$/i.exec(text.trim());
  const unit =
    match?.[2]
      ?.toLowerCase()
      .replace(/^([kmgt])i?b?$/, '$1b')
      .replace(/^b$/, '') ?? '?';
  const factor = UNITS[unit];
  if (match === null || factor === undefined) throw new InvalidArgumentError('Write a size such as 2GB or 800MB.');
  return Math.floor(Number(match[1]) * factor);
}

/** 0 to 100, with or without `%`; given back as a share, 0 to 1. */
export function percentage(text: string): number {
  const match = /^(\d{1,3}(?:\.\d+)?)\s*%?$/.exec(text.trim());
  const value = match === null ? Number.NaN : Number(match[1]);
  if (!(value >= 0 && value <= 100)) throw new InvalidArgumentError('Write a percentage from 0 to 100.');
  return value / 100;
}

export function severity(text: string): Severity {
  const found = SEVERITIES.find((name) => name === text.toLowerCase());
  if (found === undefined) throw new InvalidArgumentError(`Write one of ${SEVERITIES.join(', ')}.`);
  return found;
}

/** For options that may be given more than once. */
export function collected(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}
