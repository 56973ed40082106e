/** Standard output and standard error: who reads them may go away, and what stands in a log must not steer a terminal. */
import { writeSync } from 'node:fs';

export interface Output {
  /** Standard output: results only. */
  out(text: string): void;
  /** Standard error: messages. */
  err(text: string): void;
  /** Whether standard output is a terminal that shows colours. */
  readonly colour: boolean;
  /** Whether standard error is a terminal. */
  readonly terminal: boolean;
  /** Columns of a text on standard output: those of the terminal, at most 100; 80 elsewhere. */
  readonly columns: number;
}

/**
 * Writes everything before it returns, so that no exit cuts the output; a reader that has gone (`| head`) is no fault,
 * the rest is not written.
 */
function writer(descriptor: 1 | 2): (text: string) => void {
  let gone = false;
  return (text) => {
    let rest = Buffer.from(text, 'utf8');
    while (!gone && rest.length > 0) {
      try {
        rest = rest.subarray(writeSync(descriptor, rest));
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? error.code : null;
        if (code === 'EAGAIN') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
        else if (code === 'EPIPE' || code === 'EOF') gone = true;
        else throw error;
      }
    }
  };
}

export function processOutput(environment: NodeJS.ProcessEnv): Output {
  const coloured =
    process.stdout.isTTY === true && (environment['NO_COLOR'] ?? '') === '' && environment['TERM'] !== 'dumb';
  return {
    out: writer(1),
    err: writer(2),
    colour: coloured,
    terminal: process.stderr.isTTY === true,
    columns: columnsOf(process.stdout),
  };
}

function columnsOf(stream: NodeJS.WriteStream): number {
  return stream.isTTY === true && stream.columns > 0 ? Math.min(Math.max(stream.columns, 40), 100) : 80;
}

/** One JSON document and a newline. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? Number(item) : item), 2)}\n`;
}

/** Text of logs, paths and messages as a terminal may show it: control characters become visible, bidi marks vanish. */
export function plain(text: string): string {
  return [...text]
    .map((character) => {
      const code = character.codePointAt(0) ?? 0;
      if (code < 0x20 || (code >= 0x7f && code < 0xa0))
        return code === 0x0a ? ' ' : `\\x${code.toString(16).padStart(2, '0')}`;
      return isBidi(code) ? '' : character;
    })
    .join('');
}

function isBidi(code: number): boolean {
  return (
    (code >= 0x202a && code <= 0x202e) ||
    (code >= 0x2066 && code <= 0x2069) ||
    code === 0x200e ||
    code === 0x200f ||
    code === 0x061c
  );
}
