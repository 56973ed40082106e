/** The facts that come straight from records. One source of truth: DDL, docs and name lists are made from here. */
import { change, identityClaim, state } from './record/configuration.ts';
import { access, event, message, search, send } from './record/mail.ts';
import { directoryRead, owaIssuance, signIn } from './record/sign-in.ts';
import type { Column, Table } from './table.ts';

export const RECORD_TABLES: readonly Table[] = [
  event,
  access,
  message,
  send,
  search,
  signIn,
  owaIssuance,
  directoryRead,
  change,
  state,
  identityClaim,
];

/** Columns a merge never compares: they say where a row came from, not what happened. */
export const UNCOMPARED_COLUMNS: ReadonlySet<string> = new Set([
  'event_id',
  'part',
  'emitted_at',
  'address_raw',
  'token_raw',
]);

export function findColumn(table: Table, name: string): Column | undefined {
  return table.columns.find((column) => column.name === name);
}
