import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { buildDocument } from '../../src/report/index.ts';
import { bind, type FindingSpec, guid, NOW, ordinary, world } from '../scope/world.ts';

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

const token = guid('forged');
const cited = bind({
  id: 'a',
  user: 'anna@contoso.example',
  time: '2026-03-01T02:00:00',
  address: '203.0.113.66',
  token,
  messages: ['<1@x>'],
});
const records = [
  ...ordinary(['anna@contoso.example'], '2026-02-20', 5),
  cited,
  bind({
    id: 'b',
    user: 'anna@contoso.example',
    time: '2026-03-01T03:00:00',
    address: '203.0.113.66',
    token,
    messages: ['<2@x>'],
  }),
];
const findings: readonly FindingSpec[] = [
  {
    id: 'f-1',
    user: 'anna@contoso.example',
    firstSeen: '2026-03-01T02:00:00',
    events: ['a'],
    anchors: [['token', token]],
  },
];

async function evidence(change: (text: string) => string, limits: { readonly rawEvents?: number } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'letterlock-raw-'));
  folders.push(folder);
  const [sources, spoolFolder] = [join(folder, 'moved'), join(folder, 'spool')];
  for (const path of [sources, spoolFolder]) await mkdir(path);
  const text = records.map((record) => `${JSON.stringify(record)}\n`).join('');
  await writeFile(join(sources, 'audit.jsonl'), change(text));
  const { database, scope } = await world(records, findings);
  try {
    const sha256 = createHash('sha256').update(text).digest('hex');
    await database.run({ text: `UPDATE source SET path = 'exports/audit.jsonl', sha256 = $1`, values: [sha256] });
    return (
      await buildDocument(database, scope, {
        version: '0.0.0',
        now: NOW,
        sourceFolders: [sources],
        spoolFolder,
        limits,
      })
    ).events;
  } finally {
    database.close();
  }
}

describe('cited events', () => {
  test('come raw from their source, with hash and place, also where it was moved', async () => {
    const events = await evidence((text) => text);
    expect(events).toHaveLength(2);
    const own = events.find(({ vendorId }) => vendorId === guid('record a'));
    expect(own).toMatchObject({
      place: 'line 6',
      raw: JSON.stringify(cited),
      recordSha256: createHash('sha256').update(JSON.stringify(cited)).digest('hex'),
      rawState: 'here',
    });
  });

  test('stand without raw text where the source has changed, and say so', async () => {
    const events = await evidence((text) => text.replace('<1@x>', '<9@x>'));
    expect(events).toMatchObject([
      { raw: null, recordSha256: null, rawState: 'source-absent' },
      { raw: null, rawState: 'source-absent' },
    ]);
  });

  test('beyond the bound stand without raw text; what findings cite goes before', async () => {
    const events = await evidence((text) => text, { rawEvents: 1 });
    expect(
      Object.fromEntries(events.map((event) => [event.vendorId, 'rawState' in event ? event.rawState : null])),
    ).toEqual({ [guid('record a')]: 'here', [guid('record b')]: 'left-out' });
  });
});
