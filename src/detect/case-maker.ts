/** A case in memory from raw records: the real normaliser, the real derivation, the bundled reference data. */
import { deriveFacts, referenceData } from '../ingest/derive/index.ts';
import { ingestRecords } from '../ingest/testing.ts';
import type { CaseMaker } from './cases.ts';
import { reconcile } from './reconcile/index.ts';

/** Reads the reference once; every case made is a database of its own. */
export function caseMaker(): CaseMaker {
  const options = { ...referenceData(), geo: [] };
  return async (records) => {
    const database = await ingestRecords(records);
    try {
      await deriveFacts(database, options);
      await reconcile(database);
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  };
}
