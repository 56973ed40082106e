/** The thread of `findRecordsInWorker`. */
import { parentPort, workerData } from 'node:worker_threads';
import { type FromRawWorker, findRecords, type WantedRecords } from './raw-records.ts';

const answer = await findRecords(workerData as WantedRecords).then(
  (found): FromRawWorker => ({ found }),
  (error: unknown): FromRawWorker => ({
    fault: error instanceof Error ? error.message : String(error),
    code: error instanceof Error && 'code' in error ? String(error.code) : null,
  }),
);
parentPort?.postMessage(answer);
