/** The fuzzer itself: faults planted in a case have to be found, or its silence would mean nothing. */
import { describe, expect, test } from 'vitest';
import { judge, labelled, newTally } from './batch.ts';
import { count } from './count.ts';
import { inputOf } from './input.ts';
import { withCase } from './run.ts';

const INPUTS = Array.from({ length: 40 }, (_, index) => inputOf(20_230_615, 0x500_0000 + index));

/** A record of a whole file that no other file was spliced with. */
const KNOWN = INPUTS.flatMap((input, index) =>
  (INPUTS[index + 1]?.what ?? '').includes('spliced')
    ? []
    : (input.sources ?? []).filter((source) => source.exact).flatMap((source) => source.elements),
)
  .filter((element) => !element.touched)
  .map((element) => element.made);
const MESSAGE = KNOWN.find((made) => made.messages.length > 0)?.messages[0] ?? '';
const REQUEST = KNOWN.flatMap((made) => made.facts).find((known) => known.column === 'request_id')?.value ?? '';

/** What is done to the case, and a word of the fault that has to be found. */
const PLANTED: readonly (readonly [name: string, statement: string, word: string])[] = [
  [
    'a record is lost',
    'DELETE FROM event_source WHERE (source_id, ordinal) IN (SELECT source_id, max(ordinal) FROM event_source GROUP BY source_id LIMIT 1)',
    'ordinals',
  ],
  [
    'an event is lost',
    `DELETE FROM other_event WHERE event_id = (SELECT min(event_id) FROM other_event)`,
    'is an event',
  ],
  ['an access is lost', 'DELETE FROM access WHERE event_id = (SELECT min(event_id) FROM access)', 'is an event'],
  ['a message is lost', `DELETE FROM message WHERE message_id = '${MESSAGE}'`, 'messages'],
  [
    'a message is invented',
    `INSERT INTO message BY NAME SELECT event_id, part, seq, '<invented@contoso.example>' AS message_id FROM message WHERE message_id = '${MESSAGE}'`,
    'messages',
  ],
  ['a fact is lost', `DELETE FROM sign_in WHERE request_id = '${REQUEST}'`, 'sign_in'],
  [
    'a reject is lost',
    'DELETE FROM reject WHERE (source_id, ordinal) IN (SELECT source_id, max(ordinal) FROM reject GROUP BY source_id LIMIT 1)',
    'ordinals',
  ],
  [
    'a record more was read',
    'UPDATE source SET read = read + 1 WHERE source_id = (SELECT min(source_id) FROM source WHERE read > 0)',
    'read',
  ],
  ['an event is there twice', 'INSERT INTO other_event SELECT * FROM event ORDER BY event_id, part LIMIT 1', 'one row'],
  [
    'a stored record is called a duplicate',
    `UPDATE event_source SET status = 'duplicate' WHERE (source_id, ordinal) IN (SELECT source_id, ordinal FROM event_source WHERE status = 'stored' ORDER BY ALL LIMIT 1)`,
    'stored once',
  ],
  [
    'an absent value is an empty text',
    `UPDATE other_event SET address = '' WHERE event_id = (SELECT min(event_id) FROM other_event)`,
    'empty text',
  ],
  ['a source is lost', 'DELETE FROM source WHERE source_id = (SELECT max(source_id) FROM source)', 'not in the ledger'],
];

describe('planted faults', () => {
  test('are found, each of them', async () => {
    await withCase(labelled(INPUTS), async ({ database }) => {
      expect(await judge(INPUTS, database, newTally())).toEqual([]);
      for (const [name, statement, word] of PLANTED) {
        await database.run('BEGIN TRANSACTION');
        expect(await database.run(statement), name).toBeGreaterThan(0);
        expect((await judge(INPUTS, database, newTally())).join('\n'), name).toContain(word);
        await database.run('ROLLBACK');
      }
    });
  }, 120_000);

  test('the other count counts', () => {
    const text = (value: string): Uint8Array => Buffer.from(value);
    expect(count(text('{"a":1}\n\n{"b":2}\r\n'), 'lines')).toBe(2);
    expect(count(text('{"a":1}\r{"b":2}\r'), 'lines')).toBe(2);
    expect(count(text('[{"a":"]"},{"b":[1,2]}]'), 'json')).toBe(2);
    expect(count(text('{"value":[{"a":1},{"b":2},{}]} {"c":1}'), 'json')).toBe(4);
    expect(count(text('[{"a":1},{"b":2'), 'json')).toBeNull();
    expect(count(text('a,b\n1,"2\n3"\n4,5\n\n'), 'csv')).toBe(2);
    expect(count(text('a,b\n1,"2\n3'), 'csv')).toBeNull();
  });
});
