import { describe, expect, test } from 'vitest';
import { explain } from '../../src/detect/index.ts';
import { appendRows } from '../../src/store/index.ts';
import { detectionFrom, emptyCase, SMALL } from './fixture.ts';

describe('explaining a detection', () => {
  test('tells what each requirement has, the parameters, and the outcome', async () => {
    const database = await emptyCase();
    const row = {
      event_id: 1,
      part: 0,
      tenant: 't',
      time: new Date(0),
      mailbox_id: 'm',
      app_id: 'app-1',
      log_kind: 'mailbox-audit',
    };
    await appendRows(database, 'event', [row]);
    await appendRows(database, 'access', [row]);
    const small = detectionFrom(SMALL);
    const told = await explain(database, small, { parameters: { [small.id]: { wanted: 'app-2' } } });
    expect(told.requirements).toEqual([
      {
        fact: 'access',
        logs: ['mailbox-audit', 'google-gmail'],
        records: 1,
        rows: 1,
        met: true,
        reason: null,
        collect: null,
      },
    ]);
    expect(told.parameters).toEqual([
      { name: 'wanted', value: 'app-2', unit: null, isDefault: false, why: 'The application looked for.' },
    ]);
    expect(told.run).toMatchObject({ ran: true, findings: 0 });
    expect((await explain(database, small)).findings).toHaveLength(1);
    database.close();
  });

  test('tells what is missing and how to get it', async () => {
    const database = await emptyCase();
    const told = await explain(database, detectionFrom(SMALL));
    expect(told.run.ran).toBe(false);
    expect(told.baseline).toBeNull();
    expect(told.requirements[0]).toMatchObject({ met: false, records: 0, rows: 0 });
    expect(told.requirements[0]?.collect).toContain('MailItemsAccessed');
    database.close();
  });
});
