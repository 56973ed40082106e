/** Progress on standard error: only on a terminal, gone when the phase is over. */
import { SingleBar } from 'cli-progress';
import { grouped } from './table.ts';

export interface PhaseProgress {
  readonly bytesDone: number;
  readonly bytesTotal: number;
  readonly records: number;
}

export interface ProgressDisplay {
  /** A phase begins, in words. */
  phase(words: string): void;
  update(progress: PhaseProgress): void;
  stop(): void;
}

const SILENT: ProgressDisplay = { phase: () => {}, update: () => {}, stop: () => {} };

/** The display, or one that shows nothing where nobody looks. */
export function progressDisplay(shown: boolean): ProgressDisplay {
  return shown ? new TerminalProgress() : SILENT;
}

class TerminalProgress implements ProgressDisplay {
  #bar: SingleBar | null = null;
  #words = '';
  #started = 0;

  phase(words: string): void {
    this.stop();
    this.#words = words;
    this.#started = performance.now();
    process.stderr.write(`\r\u001b[K${words} ...`);
  }

  update(progress: PhaseProgress): void {
    if (progress.bytesTotal === 0) return;
    if (this.#bar === null) {
      this.#bar = new SingleBar({
        format: '{words} [{bar}] {done} of {size}, {records} records, {rate}/s, {left} left',
        barsize: 16,
        fps: 5,
        clearOnComplete: true,
        hideCursor: false,
        stream: process.stderr,
      });
      this.#bar.start(progress.bytesTotal, 0, this.#tokens(progress));
    }
    this.#bar.update(Math.min(progress.bytesDone, progress.bytesTotal), this.#tokens(progress));
  }

  stop(): void {
    this.#bar?.stop();
    this.#bar = null;
    if (this.#words !== '') process.stderr.write('\r\u001b[K');
    this.#words = '';
  }

  #tokens({ bytesDone, bytesTotal, records }: PhaseProgress): Record<string, string> {
    const seconds = Math.max((performance.now() - this.#started) / 1000, 0.001);
    const rate = bytesDone / seconds;
    return {
      words: this.#words,
      done: sizeText(bytesDone),
      size: sizeText(bytesTotal),
      records: grouped(records),
      rate: sizeText(rate),
      left: rate === 0 ? '?' : durationText((bytesTotal - bytesDone) / rate),
    };
  }
}

const SIZES = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

/** Bytes for people: at most one decimal, powers of 1024. */
export function sizeText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < SIZES.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${SIZES[unit] ?? 'B'}`;
}

/** Seconds for people: `8 s`, `2 min 5 s`, `1 h 3 min`. */
export function durationText(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
