/** What every command is given: the world outside, so that commands themselves know no process. */
import type { Output } from './output.ts';

export interface Context {
  readonly output: Output;
  readonly environment: NodeJS.ProcessEnv;
  /** The clock. Only `main` reads the real one; `--now` fixes it. */
  readonly now: Date;
  /** Aborted by the first Ctrl-C. */
  readonly signal: AbortSignal;
  /** Version of the program. */
  readonly version: string;
}
