/** One command at work on one case: opens it, watches, and closes it whatever happens. */
import { Case, type OpenCase, orInterrupted, PHASE_WORDS, type Watch } from '../case/index.ts';
import type { Context } from './context.ts';
import type { CommonOptions } from './options.ts';
import type { Output } from './output.ts';
import { type ProgressDisplay, progressDisplay } from './progress.ts';

export interface Session {
  readonly opened: Case;
  readonly watch: Watch;
  /** As the context's, but the progress display makes way first. */
  readonly output: Output;
}

/** Runs `work` on the case of `--case`. The case is closed and its temporary files are gone when this ends. */
export async function withCase<Result>(
  context: Context,
  options: CommonOptions,
  mode: OpenCase['mode'],
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  const opened = await Case.open({
    folder: options.case,
    mode,
    now: options.now ?? context.now,
    version: context.version,
    memoryBytes: options.memory,
    keepSubjects: options.subjects,
    signal: context.signal,
  });
  const display = progressDisplay(context.output.terminal && options.quiet !== true);
  try {
    const session = { opened, watch: watchOf(context, display), output: makingWay(context.output, display) };
    return await orInterrupted(context.signal, 'working on the case', () => work(session));
  } finally {
    display.stop();
    await opened.close();
  }
}

function makingWay(output: Output, display: ProgressDisplay): Output {
  const after = (write: (text: string) => void) => (text: string) => {
    display.stop();
    write(text);
  };
  return { ...output, out: after(output.out), err: after(output.err) };
}

/** Without a terminal nothing is shown, and nothing is computed for it. */
function watchOf(context: Context, display: ProgressDisplay): Watch {
  return {
    onPhase: async (phase) => {
      display.phase(sentence(PHASE_WORDS[phase]));
      // For tests of interruption: holds the phase of that name open until a signal comes.
      if (context.environment.LETTERLOCK_TEST_PAUSE === phase) await interrupted(context);
    },
    onProgress: (progress) => display.update(progress),
  };
}

async function interrupted({ signal, output }: Context): Promise<void> {
  output.err('letterlock: paused\n');
  if (signal.aborted) return;
  const keepAlive = setInterval(() => {}, 1000);
  await new Promise<void>((done) => signal.addEventListener('abort', () => done(), { once: true }));
  clearInterval(keepAlive);
}

function sentence(words: string): string {
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}
