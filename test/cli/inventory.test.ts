/** `--inventory FILE`: what it adds to the report, and how faults in it are told. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Exposure, Summary } from '../../src/report/model.ts';
import { builtMain, letterlock, NOW, readJson, scratchFolder } from './program.ts';
import { accessRecord, jsonLines } from './records.ts';

vi.setConfig({ testTimeout: 120_000 });
const home = scratchFolder();
beforeAll(builtMain);
afterAll(() => home.remove());

const SYNC = accessRecord(50, {
  RecordType: 2,
  OperationProperties: [{ Name: 'MailAccessType', Value: 'Sync' }],
  Folders: undefined,
  OperationCount: undefined,
  ClientIPAddress: '203.0.113.66',
  Item: { ParentFolder: { Path: '\\Inbox', Name: 'Inbox' } },
});

function input(name: string): string {
  const folder = join(home.path, name);
  mkdirSync(folder, { recursive: true });
  const records = Array.from({ length: 20 }, (_, index) => accessRecord(index));
  writeFileSync(join(folder, 'audit.jsonl'), jsonLines([...records, SYNC]));
  writeFileSync(join(folder, 'suspects.csv'), 'kind,value\naddress,203.0.113.66\n');
  return folder;
}

describe('--inventory', () => {
  it('bounds a mailbox that was synchronised, and names a mailbox that is not in the case', async () => {
    const folder = input('good');
    const inventory = join(folder, 'folders.csv');
    const rows = [
      'Mailbox,FolderPath,ItemsInFolder',
      'ada@fabrikam.example,/Inbox,120',
      'nobody@fabrikam.example,/Inbox,5',
    ];
    writeFileSync(inventory, `${rows.join('\r\n')}\r\n`);
    const at = join(folder, 'case');
    const paths = [join(folder, 'audit.jsonl'), '--case', at, '--suspect', join(folder, 'suspects.csv'), '--now', NOW];
    const open = await letterlock(['investigate', ...paths]);
    expect(open.status, open.stderr).toBe(0);
    const summary = (): Summary => readJson(join(at, 'report', 'summary.json'));
    expect(summary().incidents[0]?.exposure.upper).toBeNull();
    const closed = await letterlock(['report', '--case', at, '--inventory', inventory, '--now', NOW]);
    expect(closed.status, closed.stderr).toBe(0);
    const [exposure] = readJson<readonly Exposure[]>(join(at, 'report', 'exposure.json'));
    expect(exposure?.inventory).toEqual({ items: 120, folders: 1, file: inventory });
    expect(exposure?.folders).toMatchObject([{ path: '\\Inbox', items: 120 }]);
    expect(exposure?.totals.upper).toBe(120 + (exposure?.messages.length ?? 0));
    expect(summary().incidents[0]?.exposure.upper).not.toBeNull();
    expect(existsSync(join(at, 'report', 'sheets', 'ada@fabrikam.example.html'))).toBe(true);
  });

  it.each([
    [
      'folders.csv',
      'Mailbox,FolderPath,ItemsInFolder\na,/Inbox,many\n',
      'folders.csv:2: ItemsInFolder: "many" is no number of items.',
    ],
    [
      'folders.json',
      '{"value": [{"displayName": "Inbox", "totalItemCount": 3}]}',
      'does not say whose folders these are',
    ],
  ])('a fault in %s ends the command before anything is read', async (name, text, problem) => {
    const folder = input(`bad-${name}`);
    writeFileSync(join(folder, name), text);
    const at = join(folder, 'case');
    const outcome = await letterlock([
      'investigate',
      join(folder, 'audit.jsonl'),
      '--case',
      at,
      '--inventory',
      join(folder, name),
    ]);
    expect(outcome.status).toBe(2);
    expect(outcome.stderr).toContain(problem);
    expect(outcome.stderr).toContain('docs/lists.md');
    expect(existsSync(at)).toBe(false);
  });

  it('a file that is not there is said', async () => {
    const folder = input('absent');
    const outcome = await letterlock([
      'investigate',
      join(folder, 'audit.jsonl'),
      '--case',
      join(folder, 'case'),
      '--inventory',
      join(folder, 'none.csv'),
    ]);
    expect(outcome.status).toBe(3);
    expect(outcome.stderr).toContain('none.csv: there is no such file');
  });
});
