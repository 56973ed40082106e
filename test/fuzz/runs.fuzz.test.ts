/** The same inputs in several runs: once more, in chunks of another size, in another order. And every field of another type. */
import { describe, expect, test } from 'vitest';
import { labelled, newTally, runBatch } from './batch.ts';
import { type Contained, contain, type Element } from './contain.ts';
import { elementOf, type Input, inputOf } from './input.ts';
import { ENTRA_MAKERS, ENTRA_TABLE_MAKERS } from './make-entra.ts';
import { GOOGLE_MAKERS, TABLE_MAKERS } from './make-other.ts';
import { OFFICE_ACTIVITY_MAKER, UAL_MAKERS } from './make-ual.ts';
import { everyField } from './mutate-record.ts';
import { Random } from './random.ts';
import { withCase } from './run.ts';
import { differences, everything, factsOfSingleVersions } from './tables.ts';

const SEED = Number(process.env['LETTERLOCK_FUZZ_SEED'] ?? 20_230_615);
/** These cost more a run than one batch: fewer inputs, and more rounds of them in `npm run fuzz`. */
const ROUNDS = Math.max(1, Math.floor(Number(process.env['LETTERLOCK_FUZZ_RUNS'] ?? 2_000) / 10_000));
const INPUTS = 60;
/** Gives some five chunks a round, and each costs the planning of all statements. */
const CHUNK_BYTES = 192 * 1024;
const TIMEOUT = { timeout: 24 * 60 * 60 * 1000 };

/** Numbers far from those of the other test. */
function inputs(round: number): readonly Input[] {
  return Array.from({ length: INPUTS }, (_, index) => inputOf(SEED, 0x400_0000 + round * INPUTS + index));
}

const MAKERS = [
  ...UAL_MAKERS,
  ...ENTRA_MAKERS,
  ...GOOGLE_MAKERS,
  ...ENTRA_TABLE_MAKERS,
  ...TABLE_MAKERS,
  OFFICE_ACTIVITY_MAKER,
];

describe(`runs over the same inputs, seed ${SEED}`, () => {
  test(
    'a second run changes nothing, nor does the size of chunks, nor (for records of one version) the order of files',
    TIMEOUT,
    async () => {
      for (let round = 1; round <= ROUNDS; round += 1) {
        const named = labelled(inputs(round));
        const { all, facts, repeated } = await withCase(named, async ({ database, first, files, again }) => {
          const before = await everything(database);
          const second = await again();
          expect({ first: first.alreadyThere, sources: second.sources, alreadyThere: second.alreadyThere }).toEqual({
            first: 0,
            sources: 0,
            alreadyThere: files.length,
          });
          return { all: before, facts: await factsOfSingleVersions(database), repeated: await everything(database) };
        });
        expect(differences(`a second run, round ${round}`, all, repeated)).toEqual([]);
        const parts = await withCase(named, ({ database }) => everything(database), { chunkBytes: CHUNK_BYTES });
        expect(differences(`chunks of ${CHUNK_BYTES} bytes, round ${round}`, all, parts)).toEqual([]);
        const backward = await withCase([...named].reverse(), ({ database }) => factsOfSingleVersions(database));
        expect(differences(`files in reverse, round ${round}`, facts, backward)).toEqual([]);
        expect([...all.values()].reduce((sum, rows) => sum + rows.length, 0)).toBeGreaterThan(INPUTS * 10);
      }
    },
  );

  test(
    'every field of every kind with a value of another type: nothing throws, nothing vanishes',
    TIMEOUT,
    async () => {
      const random = Random.of(SEED, 0x7fff_ffff);
      let fields = 0;
      const made = Array.from({ length: ROUNDS }, (_, round) =>
        MAKERS.map((maker, kind): Input => {
          const strange = everyField(random, (index) =>
            maker(
              random,
              `e${round.toString(16).padStart(4, '0')}${kind.toString(16).padStart(4, '0')}${index.toString(16).padStart(8, '0')}`,
            ),
          );
          fields += strange.length;
          const elements: readonly Element[] = strange.map((record) => elementOf(record, true));
          const contained: Contained = contain(random, elements, 'json');
          const bytes = Buffer.from(contained.text, 'utf8');
          return {
            number: 0x600_0000 + round * MAKERS.length + kind,
            what: `every field of ${strange[0]?.kind ?? ''}, ${contained.name}`,
            bytes,
            cutPacking: false,
            sources: [
              {
                containerPath: null,
                bytes,
                name: contained.name,
                form: contained.form,
                exact: true,
                elements,
                cut: false,
                headTouched: false,
              },
            ],
          };
        }),
      ).flat();
      const tally = newTally();
      expect(await runBatch(made, { tally })).toEqual([]);
      expect(tally.records).toBe(fields);
      console.log(`seed ${SEED}: ${fields} fields of ${MAKERS.length} kinds of records`);
    },
  );
});
