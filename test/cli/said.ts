/** Runs a command in this process, without a terminal, and keeps what it says. */
import { tell } from '../../src/cli/failure.ts';
import { runProgram } from '../../src/cli/program.ts';

export interface Said {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export async function said(args: readonly string[]): Promise<Said> {
  const text = { out: '', err: '' };
  const output = {
    out: (piece: string) => {
      text.out += piece;
    },
    err: (piece: string) => {
      text.err += piece;
    },
    colour: false,
    terminal: false,
    columns: 80,
  };
  const context = {
    output,
    environment: {},
    now: new Date('2026-10-26T09:00:00Z'),
    signal: new AbortController().signal,
    version: '9.8.7',
  };
  const status = await runProgram(context, args).catch((error: unknown) => tell(error, output, false));
  return { status, stdout: text.out, stderr: text.err };
}
