import { describe, expect, test } from 'vitest';
import { LetterlockError } from '../../src/errors.ts';
import { parseInventory, readInventory } from '../../src/scope/inventory/index.ts';

const ANNA = 'anna@contoso.example';

function folders(text: string, file = 'folders.csv', mailbox: string | null = null): readonly unknown[] {
  const result = parseInventory([{ file, text, mailbox }]);
  if (!result.ok) throw new TypeError(JSON.stringify(result.problems));
  return result.folders.map((folder) => [folder.mailbox, folder.path, folder.items]);
}

function problems(text: string, file = 'folders.csv', mailbox: string | null = null): readonly string[] {
  const result = parseInventory([{ file, text, mailbox }]);
  return result.ok ? [] : result.problems.map(({ line, problem }) => `${line ?? '?'}: ${problem}`);
}

describe('inventory as CSV', () => {
  test('what Get-MailboxFolderStatistics exports, with its type line and its many columns', () => {
    const text = [
      '#TYPE Selected.System.Management.Automation.PSCustomObject',
      '"Name","Identity","FolderPath","ItemsInFolder","ItemsInFolderAndSubfolders","ContentMailboxGuid"',
      `"Inbox","${ANNA}\\Inbox","/Inbox","120","150","0A1B2C3D-0000-4000-8000-000000000001"`,
      `"Plans, secret","${ANNA}\\Inbox\\Plans, secret","/Inbox/Plans, secret","30","30","0a1b2c3d-0000-4000-8000-000000000001"`,
      `"Inbox","${ANNA}\\Inbox","/Inbox","7","7","0a1b2c3d-0000-4000-8000-000000000002"`,
    ].join('\r\n');
    const guid = (n: number): string => `0a1b2c3d-0000-4000-8000-00000000000${n}`;
    expect(folders(text)).toEqual([
      [[ANNA, guid(1)], '/Inbox', 120],
      [[ANNA, guid(1)], '/Inbox/Plans, secret', 30],
      // The archive has an Inbox of its own.
      [[ANNA, guid(2)], '/Inbox', 7],
    ]);
  });

  test('whose folders they are can be said beside the file', () => {
    expect(folders('FolderPath,ItemsInFolder\n/Inbox,3\n', 'f.csv', 'Anna@contoso.example')).toEqual([
      [[ANNA], '/Inbox', 3],
    ]);
  });

  test.each([
    ['Mailbox,FolderPath\na,/Inbox\n', '1: the column "ItemsInFolder" is missing'],
    ['FolderPath,ItemsInFolder\n/Inbox,3\n', '1: no column says whose folders these are'],
    [
      'Mailbox;FolderPath;ItemsInFolder\na;b;1\n',
      '1: the column "FolderPath" is missing (cells are separated by commas)',
    ],
    ['Mailbox,FolderPath,ItemsInFolder\na,/Inbox,many\n', '2: ItemsInFolder: "many" is no number of items'],
    ['Mailbox,FolderPath,ItemsInFolder\na,/Inbox,-1\n', '2: ItemsInFolder: "-1"'],
    ['Mailbox,FolderPath,ItemsInFolder\na,/Inbox,1,2\n', '2: has 4 cells, the header 3'],
    [
      'Mailbox,FolderPath,ItemsInFolder\na,/Inbox,1\na,/Inbox,1\n',
      '3: folder "/Inbox" stands at folders.csv:2 already',
    ],
    ['Mailbox,FolderPath,ItemsInFolder\n,/Inbox,1\n', '2: does not say whose folder it is'],
    ['Mailbox,FolderPath,ItemsInFolder\na,"/In"box,1\n', '2: has a quote that is not closed'],
    ['', '?: holds no folder'],
  ])('a fault is told with its line: %j', (text, problem) => {
    expect(problems(text)[0]).toContain(problem);
  });
});

const folder = (name: string, items: number, more: object = {}): object => ({
  id: `id-${name}`,
  displayName: name,
  parentFolderId: 'root',
  childFolderCount: 0,
  totalItemCount: items,
  isHidden: false,
  ...more,
});
const CONTEXT = `https://graph.microsoft.com/v1.0/$metadata#users('anna%40contoso.example')/mailFolders`;
const page = (value: readonly object[], more: object = {}): object => ({ '@odata.context': CONTEXT, ...more, value });

describe('inventory as JSON', () => {
  test('pages of Graph, subfolders nested or in a list of their own; search folders count nothing twice', () => {
    const nested = page([
      folder('Inbox', 10, { childFolderCount: 1, childFolders: [folder('Plans', 4, { parentFolderId: 'id-Inbox' })] }),
      folder('Unread', 99, { '@odata.type': '#microsoft.graph.mailSearchFolder' }),
    ]);
    const expected = [
      [[ANNA], '/Inbox', 10],
      [[ANNA], '/Inbox/Plans', 4],
      [[ANNA], '/Unread', 0],
    ];
    expect(folders(JSON.stringify(nested), 'f.json')).toEqual(expected);
    const flat = [
      page([folder('Inbox', 10, { childFolderCount: 1 })], { '@odata.nextLink': 'https://graph.microsoft.com/next' }),
      page([folder('Plans', 4, { parentFolderId: 'id-Inbox' })]),
    ];
    expect(folders(JSON.stringify(flat, null, 2), 'f.json')).toEqual(expected.slice(0, 2));
    const list = [folder('Inbox', 10)];
    expect(folders(JSON.stringify(list), 'f.json', ANNA)).toEqual(expected.slice(0, 1));
  });

  test('a list that is not whole bounds nothing', () => {
    const one = JSON.stringify(page([folder('Inbox', 10, { childFolderCount: 2 })]), null, 2);
    expect(problems(one, 'f.json')[0]).toMatch(/^4: folder "Inbox" has 2 subfolders, of which 0 are here/);
    const more = JSON.stringify(page([folder('Inbox', 10)], { '@odata.nextLink': 'https://graph.microsoft.com/next' }));
    expect(problems(more, 'f.json')[0]).toContain('link to a further one');
    expect(problems(JSON.stringify([folder('Inbox', 1)]), 'f.json')[0]).toContain('name the file as MAILBOX=FILE');
    expect(problems(JSON.stringify(page([folder('Inbox', -1)])), 'f.json')[0]).toContain('no number of items');
    expect(problems('{"value": [', 'f.json')).not.toEqual([]);
  });

  test('subfolders may stand in another file', () => {
    const result = parseInventory([
      { file: 'a.json', text: JSON.stringify(page([folder('Inbox', 10, { childFolderCount: 1 })])), mailbox: null },
      { file: 'b.json', text: JSON.stringify([folder('Plans', 4, { parentFolderId: 'id-Inbox' })]), mailbox: ANNA },
    ]);
    expect(result.ok && result.folders.map(({ path }) => path)).toEqual(['/Inbox', '/Inbox/Plans']);
  });
});

test('a command names file, line and the number of faults', () => {
  const text = 'Mailbox,FolderPath,ItemsInFolder\na,/Inbox,x\na,/Sent,y\n';
  expect(() => readInventory([{ file: 'folders.csv', text, mailbox: null }])).toThrow(LetterlockError);
  expect(() => readInventory([{ file: 'folders.csv', text, mailbox: null }])).toThrow(
    'folders.csv:2: ItemsInFolder: "x" is no number of items (and 1 more)',
  );
});
