/** `letterlock diff` */
import type { Command } from 'commander';
import { readDocuments } from '../../case/index.ts';
import { EXIT } from '../../errors.ts';
import { compareCases, diffText } from '../../report/diff/index.ts';
import type { Context } from '../context.ts';
import type { Done } from '../done.ts';
import { withExamples } from '../help.ts';
import { type CommonOptions, withOptions } from '../options.ts';
import { jsonText } from '../output.ts';

export function diffCommand(program: Command, context: Context, done: Done): void {
  const command = program
    .command('diff')
    .description('What later data changed: findings, incidents, messages, coverage. Both cases stay as they are.')
    .argument('<before>', 'folder of a case')
    .argument('<after>', 'folder of another, such as the same with logs that came later')
    .action(async (before: string, after: string, options: CommonOptions) =>
      done(await run(context, before, after, options)),
    );
  withOptions(command, ['json', 'memory', 'detections']);
  withExamples(command, [['diff ./monday ./thursday', 'what the logs that came later changed']]);
}

/** One case after the other: each is as large as it is. */
async function run(context: Context, before: string, after: string, options: CommonOptions): Promise<number> {
  const given = {
    now: options.now ?? context.now,
    memoryBytes: options.memory,
    signal: context.signal,
    version: context.version,
    detections: options.detections,
  };
  const earlier = await readDocuments({ ...given, folder: before });
  const later = await readDocuments({ ...given, folder: after });
  const diff = compareCases(earlier, later);
  const { output } = context;
  output.out(options.json === true ? jsonText(diff) : diffText(diff, { columns: output.columns }));
  return EXIT.done;
}
