/** Runs one command as a process and takes its wall time, processor time and peak memory. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface Measurement {
  readonly seconds: number;
  /** Peak resident memory, bytes; null where the system does not tell (only Linux does, through /proc). */
  readonly peakBytes: number | null;
  readonly status: number;
}

function peakOf(pid: number): number | null {
  try {
    const match = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return match === null ? null : Number(match[1]) * 1024;
  } catch {
    return null;
  }
}

export async function measure(args: readonly string[]): Promise<Measurement> {
  const started = performance.now();
  const child = spawn(process.execPath, args.slice(), { stdio: ['ignore', 'ignore', 'inherit'] });
  let peakBytes: number | null = null;
  const watch = setInterval(() => {
    if (child.pid !== undefined) peakBytes = peakOf(child.pid) ?? peakBytes;
  }, 50);
  const status = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
  clearInterval(watch);
  return { seconds: (performance.now() - started) / 1000, peakBytes, status };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
