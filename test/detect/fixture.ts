/** An empty case in memory, rows by hand, and a small detection to bend. */

import { type Detection, loadAttack, parseDetection } from '../../src/detect/index.ts';
import { createTables, Database } from '../../src/store/index.ts';

export const ATTACK = loadAttack();

export async function emptyCase(path = ':memory:'): Promise<Database> {
  const database = await Database.open({ path, spillFolder: null });
  await createTables(database, path);
  return database;
}

/** A detection that finds every access of one application. */
export const SMALL = `id: application/collection-small
version: 3
title: One application
status: stable
severity: medium
confidence: medium
description: Finds an application.
requires:
  - fact: access
attack: [T1114.002]
parameters:
  - name: wanted
    type: text
    default: app-1
    why: The application looked for.
subject: application
sql: |
  SELECT a.tenant, a.app_id AS subject, a.event_id, a.time, a.app_id AS application, a.address, a.mailbox_id,
    'seen ' || ll_string(count(*) OVER (PARTITION BY a.tenant)) || ' times' AS explanation
  FROM access a WHERE a.app_id = $wanted
falsePositives: [The application is ours.]
blindSpots: [Other applications.]
references: [{ url: "https://example.com/", date: 2024-01-01, what: Nothing. }]
response: [{ purpose: contain, step: Ask. }]
cases:
  - { name: a hit, expect: hit, why: it is there, records: [{ AppId: app-1 }] }
  - { name: a miss, expect: miss, why: another one, like: a hit, change: { record: 1, set: { AppId: app-2 } } }
`;

export function detectionFrom(source: string, path = 'application/collection-small.yml'): Detection {
  const result = parseDetection(path, source, ATTACK);
  if (!result.ok) throw new Error(result.problems.map(({ line, problem }) => `${line}: ${problem}`).join('\n'));
  return result.detection;
}
