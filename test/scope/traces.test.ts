import { expect, test } from 'vitest';
import { readTraces } from '../../src/scope/traces.ts';
import { appendRows, createTables, Database } from '../../src/store/index.ts';

test("traces come in a total order, what names no client first: the ground of a tie is the first one's", async () => {
  const database = await Database.open({ path: ':memory:', spillFolder: null });
  await createTables(database, ':memory:');
  const events = Array.from({ length: 60 }, (_, index) => index + 1);
  const row = (id: number): Record<string, string | number | Date> => ({
    event_id: id,
    part: 0,
    vendor: 'm365',
    tenant: 't',
    time: new Date(0),
    session_id: `session ${id % 5}`,
    address: `192.0.2.${(id * 7) % 11}`,
    actor: `user${(id * 3) % 4}@contoso.example`,
  });
  const accesses = events
    .filter((id) => id % 2 === 0)
    .map((id) => ({ ...row(id), client_family: id % 4 === 0 ? 'owa' : 'rest' }));
  const others = events.filter((id) => id % 2 === 1).map((id) => ({ ...row(id), log_kind: 'signin-interactive' }));
  await appendRows(database, 'access', accesses);
  await appendRows(database, 'event', others);
  await appendRows(
    database,
    'finding_anchor',
    events.map((id) => ({ finding_id: 'f', kind: 'event', value: String(id) })),
  );
  await appendRows(
    database,
    'address',
    Array.from({ length: 11 }, (_, index) => ({
      address: `192.0.2.${index}`,
      network: '192.0.2.0/24',
      network_class: 'other',
    })),
  );
  const told = (await readTraces(database)).map(({ session, network, client, address, actor }) =>
    [session, network, client ?? '', address, actor].join(' '),
  );
  expect(told.length).toBeGreaterThan(20);
  expect(told).toEqual([...told].sort());
  database.close();
});
