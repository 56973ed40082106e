/** Unwrapping in a thread of its own, so that reading, hashing and splitting go on while the engine works. */
import { rmSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { LetterlockError } from '../../errors.ts';
import type { InputFile, SpoolChunk, UnwrapOptions } from './contract.ts';
import { unwrap } from './unwrap.ts';
import type { FromWorker, ToWorker, WorkerTask } from './worker.ts';

/** Chunks that may wait for the consumer: enough to keep both sides busy, and a bound for the disk. */
const LOOK_AHEAD = 2;

/**
 * As `unwrap`, in a worker. From TypeScript sources (tests) it runs in this thread instead, because Node 20 cannot load
 * them in a worker.
 */
export async function* unwrapInWorker(files: readonly InputFile[], options: UnwrapOptions): AsyncGenerator<SpoolChunk> {
  if (import.meta.url.endsWith('.ts')) {
    yield* unwrap(files, options);
    return;
  }
  const { signal, ...plain } = options;
  const task: WorkerTask = { files, options: plain, lookAhead: LOOK_AHEAD };
  const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: task });
  const inbox = new Inbox(worker);
  const abort = (): void => worker.postMessage('abort' satisfies ToWorker);
  signal?.addEventListener('abort', abort, { once: true });
  if (signal?.aborted === true) abort();
  try {
    for (;;) {
      const message = await inbox.next();
      switch (message.kind) {
        case 'chunk':
          yield message.chunk;
          worker.postMessage('more' satisfies ToWorker);
          break;
        case 'end':
          return;
        case 'fault':
          throw faultOf(message);
        default:
          return message satisfies never;
      }
    }
  } finally {
    signal?.removeEventListener('abort', abort);
    await inbox.close();
  }
}

function faultOf(message: Extract<FromWorker, { kind: 'fault' }>): Error {
  if (message.code !== null) return new LetterlockError(message.code, message.details);
  return new LetterlockError('internal', { what: `the reading thread failed: ${message.text}` });
}

/** Messages of the worker in order, and its end as a fault. */
class Inbox {
  private readonly worker: Worker;
  private readonly waiting: FromWorker[] = [];
  private wake: (() => void) | null = null;

  constructor(worker: Worker) {
    this.worker = worker;
    worker.on('message', (message: FromWorker) => this.put(message));
    worker.on('error', (error: unknown) => this.put(fault(error instanceof Error ? error.message : String(error))));
    worker.on('exit', (code) => this.put(fault(`it ended with status ${code}`)));
  }

  private put(message: FromWorker): void {
    this.waiting.push(message);
    this.wake?.();
  }

  async next(): Promise<FromWorker> {
    for (;;) {
      const message = this.waiting.shift();
      if (message !== undefined) return message;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  /** Ends the worker and removes chunks that nobody took. */
  async close(): Promise<void> {
    await this.worker.terminate();
    for (const message of this.waiting) {
      if (message.kind === 'chunk') rmSync(message.chunk.spoolPath, { force: true });
    }
  }
}

function fault(text: string): FromWorker {
  return { kind: 'fault', code: null, details: {}, text };
}
