/**
 * How far a drill is, on standard error: what is at work where that is a terminal, else a line for each part that is done,
 * for drills go on for hours in the background.
 */
import type { Output } from './output.ts';
import { durationText, progressDisplay } from './progress.ts';
import { grouped } from './table.ts';

export interface DrillProgress {
  begins(words: string): void;
  ended(words: string, done: number, total: number): void;
  /** The display makes way. */
  stop(): void;
}

export function drillProgress({ terminal, err }: Output, quiet: boolean | undefined): DrillProgress {
  const display = progressDisplay(terminal && quiet !== true);
  const started = performance.now();
  let left = '';
  return {
    begins: (words) => display.phase(`${words}${left}`),
    ended: (words, done, total) => {
      const seconds = ((performance.now() - started) / 1000 / done) * (total - done);
      left = done === total ? '' : `, about ${durationText(seconds)} left`;
      if (!terminal && quiet !== true) err(`${words}: ${grouped(done)} of ${grouped(total)} done${left}\n`);
    },
    stop: () => display.stop(),
  };
}
