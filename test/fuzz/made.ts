/** What a maker of records gives: the record, and what must be in the facts because of it. */
import type { Random } from './random.ts';

/** `column` of `table` holds `value` in a row of the record's event. */
export interface KnownFact {
  readonly table: string;
  readonly column: string;
  readonly value: string;
}

export type Plain = Record<string, unknown>;

export interface Made {
  readonly kind: string;
  readonly record: Plain;
  /** Every value is a text, number or boolean, or may stand as JSON in a cell: it can be a row of a table. */
  readonly flat: boolean;
  readonly facts: readonly KnownFact[];
  /** Rows of `event` that it makes. */
  readonly parts: number;
  /** Message ids of `message` that it makes, in order. */
  readonly messages: readonly string[];
}

/** `id` is unique in the run, hex and long enough not to occur by chance. */
export type Maker = (random: Random, id: string) => Made;

export const TENANT = '3f5c1e0a-6a55-4b1e-9d9e-0a4b7a1c2d3e';
const USERS = ['anna', 'ben', 'chen', 'dana', 'emre', 'olga'];
const FOLDERS = [
  '\\Inbox',
  '\\Posteingang',
  '\\受信トレイ',
  '\\Gelöschte Elemente',
  '\\Входящие\\Täglich',
  '\\علبة الوارد',
  '\\x01',
  '\\Boîte "A", B\u2028C',
  '\\Plans\\[1]{2}',
  '\\a\tb',
  '\\\u{1F4E5} in',
];
const APPS = [
  '00000002-0000-0ff1-ce00-000000000000',
  '27922004-5251-4030-b22d-91ecd9a37ea4',
  'd3590ed6-52b3-4102-aeff-aad2292ab01c',
];

export function user(random: Random): string {
  return `${random.pick(USERS)}@contoso.example`;
}

export function folder(random: Random): string {
  return random.pick(FOLDERS);
}

export function app(random: Random): string {
  return random.pick(APPS);
}

export function address(random: Random): string {
  const plain = `${random.pick(['192.0.2', '198.51.100', '203.0.113'])}.${random.between(1, 254)}`;
  return random.pick([
    plain,
    `${plain}:${random.between(1024, 65535)}`,
    `[2001:db8::${random.hex(4)}]:443`,
    `2001:db8::${random.hex(4)}`,
    `::ffff:${plain}`,
  ]);
}

/** Seconds of 2026, without zone. */
export function moment(random: Random): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `2026-${two(random.between(1, 12))}-${two(random.between(1, 28))}T${two(random.int(24))}:${two(random.int(60))}:${two(random.int(60))}`;
}

export function vendorId(id: string): KnownFact {
  return { table: 'event', column: 'vendor_id', value: id };
}

export function fact(table: string, column: string, value: string): KnownFact {
  return { table, column, value };
}

/** A GUID that holds the id, so that vendors' forms of ids are met. */
export function guidOf(id: string): string {
  const digits = id.padStart(32, '0');
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${digits.slice(16, 20)}-${digits.slice(20, 32)}`;
}
