/** The reading thread: runs `unwrap`, hands chunks over, waits while enough of them wait. */
import { parentPort, workerData } from 'node:worker_threads';
import { type ErrorCode, type ErrorDetails, LetterlockError } from '../../errors.ts';
import type { InputFile, SpoolChunk, UnwrapOptions } from './contract.ts';
import { unwrap } from './unwrap.ts';

export interface WorkerTask {
  readonly files: readonly InputFile[];
  readonly options: Omit<UnwrapOptions, 'signal'>;
  /** Chunks handed over and not yet consumed, at most. */
  readonly lookAhead: number;
}

export type ToWorker = 'more' | 'abort';

export type FromWorker =
  | { readonly kind: 'chunk'; readonly chunk: SpoolChunk }
  | { readonly kind: 'end' }
  | { readonly kind: 'fault'; readonly code: ErrorCode | null; readonly details: ErrorDetails; readonly text: string };

if (parentPort !== null) {
  const port = parentPort;
  const send = (message: FromWorker): void => port.postMessage(message);
  const task = workerData as WorkerTask;
  const stop = new AbortController();
  let credits = task.lookAhead;
  let wake: (() => void) | null = null;
  port.on('message', (message: ToWorker) => {
    if (message === 'abort') stop.abort();
    else credits += 1;
    wake?.();
  });
  const credit = async (): Promise<void> => {
    while (credits === 0 && !stop.signal.aborted) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    // Lets messages in: reading itself is synchronous.
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
    credits -= 1;
  };
  try {
    for await (const chunk of unwrap(task.files, { ...task.options, signal: stop.signal })) {
      send({ kind: 'chunk', chunk });
      await credit();
    }
    send({ kind: 'end' });
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    if (error instanceof LetterlockError) send({ kind: 'fault', code: error.code, details: error.details, text });
    else send({ kind: 'fault', code: null, details: {}, text });
  }
  port.unref();
}
