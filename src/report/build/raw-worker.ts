/** The thread of `RawReader`. */
import { parentPort, workerData } from 'node:worker_threads';
import { type FromRawWorker, findRecords, hashFiles, type WantedRecords } from './raw-records.ts';

const hashed = hashFiles(workerData as readonly string[]);

parentPort?.once('message', async (wanted: WantedRecords) => {
  const answer = await findRecords(wanted, await hashed).then(
    (found): FromRawWorker => ({ found }),
    (error: unknown): FromRawWorker => ({
      fault: error instanceof Error ? error.message : String(error),
      code: error instanceof Error && 'code' in error ? String(error.code) : null,
    }),
  );
  parentPort?.postMessage(answer);
});
