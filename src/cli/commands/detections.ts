/** `letterlock detections list|check|test|explain` */
import type { Command } from 'commander';
import { derivePhase } from '../../case/index.ts';
import {
  BUNDLED_DETECTIONS,
  type CaseResult,
  caseMaker,
  checkSql,
  type Detection,
  detectionNamed,
  type Explanation,
  explain,
  loadDetections,
  type Problem,
  placeOf,
  readDetections,
  runCase,
  withLockedCase,
} from '../../detect/index.ts';
import { EXIT } from '../../errors.ts';
import { createTables, Database } from '../../store/index.ts';
import type { Context } from '../context.ts';
import type { Done } from '../done.ts';
import { withExamples } from '../help.ts';
import { type CommonOptions, withOptions } from '../options.ts';
import { jsonText, plain } from '../output.ts';
import { withCase } from '../session.ts';
import { counted, table } from '../table.ts';

type FolderOptions = Pick<CommonOptions, 'json' | 'quiet'>;

export function detectionsCommand(program: Command, context: Context, done: Done): void {
  const group = program
    .command('detections')
    .description('The detections themselves: what there is, whether it is sound, why it ran or did not.');
  const list = group
    .command('list')
    .description('Every detection with its severity and what it needs.')
    .argument('[folder]', 'folder of detection files (default: the bundled ones)')
    .action((folder: string | undefined, options: FolderOptions) => done(listAll(context, folder, options)));
  withOptions(list, ['json']);
  const check = group
    .command('check')
    .description('Check every file: form, ids, techniques, and whether its SQL is allowed.')
    .argument('[folder]', 'folder of detection files (default: the bundled ones)')
    .action(async (folder: string | undefined, options: FolderOptions) =>
      done(await checkAll(context, folder, options)),
    );
  withOptions(check, ['json', 'quiet']);
  const test = group
    .command('test')
    .description('Run the cases inside the files, raw records through the whole pipeline.')
    .argument('[id...]', 'only these detections')
    .option('--folder <dir>', 'folder of detection files (default: the bundled ones)')
    .action(async (ids: readonly string[], options: FolderOptions & { folder?: string }) =>
      done(await testAll(context, ids, options)),
    );
  withOptions(test, ['json', 'quiet']);
  const explained = group
    .command('explain')
    .description('Why a detection ran on a case or did not, with every parameter and what it found.')
    .argument('<id>', 'detection')
    .action(async (id: string, options: CommonOptions) => done(await explainOne(context, id, options)));
  withOptions(explained, ['case', 'json', 'memory']);
  withExamples(explained, [
    ['detections explain access/collection-no-sign-in --case ./2023-07', 'why did it find nothing?'],
  ]);
}

function listAll(context: Context, folder: string | undefined, options: FolderOptions): number {
  const detections = loadDetections(folder ?? BUNDLED_DETECTIONS);
  if (options.json === true) context.output.out(jsonText(detections.map(summaryOf)));
  else
    context.output.out(
      table(
        ['id', 'version', 'severity', 'title'],
        detections.map(({ id, version, severity, title }) => [id, version, severity, title]),
      ),
    );
  return EXIT.done;
}

function summaryOf({
  id,
  version,
  title,
  status,
  severity,
  confidence,
  description,
  requires,
  attack,
  falsePositives,
  blindSpots,
}: Detection): object {
  return {
    id,
    version,
    title,
    status,
    severity,
    confidence,
    description,
    requires,
    attack,
    falsePositives,
    blindSpots,
  };
}

async function checkAll(context: Context, folder: string | undefined, options: FolderOptions): Promise<number> {
  const { detections, problems, files } = readDetections(folder ?? BUNDLED_DETECTIONS);
  const all = [...problems, ...(await sqlProblems(detections))];
  if (options.json === true) context.output.out(jsonText({ files, problems: all }));
  else {
    for (const problem of all)
      context.output.out(`${plain(problem.file)}${placeOf(problem)}: ${plain(problem.problem)}\n`);
    if (options.quiet !== true) context.output.out(`${counted(files, 'file')}, ${counted(all.length, 'problem')}.\n`);
  }
  return all.length === 0 ? EXIT.done : EXIT.failed;
}

/** Whether each query is allowed, asked of an empty case. */
async function sqlProblems(detections: readonly Detection[]): Promise<readonly Problem[]> {
  const database = await Database.open({ path: ':memory:', spillFolder: null });
  try {
    await createTables(database, ':memory:');
    const found: Problem[] = [];
    for (const detection of detections) {
      const { problems } = await checkSql(database, detection);
      found.push(
        ...problems.map((problem) => ({ file: `${detection.id}.yml`, line: null, problem: `sql: ${problem}` })),
      );
    }
    return found;
  } finally {
    database.close();
  }
}

async function testAll(
  context: Context,
  ids: readonly string[],
  options: FolderOptions & { readonly folder?: string },
): Promise<number> {
  const all = loadDetections(options.folder ?? BUNDLED_DETECTIONS);
  const chosen = ids.length === 0 ? all : ids.map((id) => detectionNamed(all, id));
  const results: CaseResult[] = [];
  for (const detection of chosen) {
    for (const entry of detection.cases) {
      context.signal.throwIfAborted();
      results.push(await runCase(detection, entry, caseMaker()));
    }
  }
  const failed = results.filter(({ passed }) => !passed);
  if (options.json === true)
    context.output.out(
      jsonText({ cases: results.map(({ findings, ...result }) => ({ ...result, findings: findings.length })) }),
    );
  else {
    for (const { detection, name, expect, got, reason } of failed) {
      context.output.out(
        `${detection}: "${plain(name)}" should ${expect}, but was ${got}${reason === null ? '' : ` (${plain(reason)})`}\n`,
      );
    }
    if (options.quiet !== true)
      context.output.out(
        `${counted(chosen.length, 'detection')}, ${counted(results.length, 'case')}: ${results.length - failed.length} passed, ${failed.length} failed.\n`,
      );
  }
  return failed.length === 0 && results.length > 0 ? EXIT.done : EXIT.failed;
}

async function explainOne(context: Context, id: string, options: CommonOptions): Promise<number> {
  const detection = detectionNamed(loadDetections(), id);
  return await withCase(context, options, 'write', async ({ opened, watch, output }) => {
    await derivePhase(opened, {}, watch);
    const file = { path: opened.paths.database, spillFolder: await opened.scratch('detect') };
    const explanation = await opened.withDatabaseClosed(() =>
      withLockedCase(file, {}, (database) => explain(database, detection, { signal: context.signal })),
    );
    output.out(options.json === true ? jsonText(explanation) : explanationText(explanation));
    return EXIT.done;
  });
}

function explanationText({ detection, requirements, baseline, parameters, run, findings }: Explanation): string {
  const shown = findings.slice(0, 20);
  return [
    `${detection.id} (version ${detection.version}, ${detection.severity}): ${detection.title}`,
    detection.description.trim(),
    '',
    run.ran
      ? `It ran, looked at ${counted(run.lookedAt, 'row')}, and made ${counted(findings.length, 'finding')}.`
      : `It did not run: ${plain(run.reason ?? 'no reason given')}.`,
    ...(run.ran && run.reason !== null ? [`  ${plain(run.reason)}`] : []),
    ...requirements.map(
      ({ fact, records, rows, met, reason }) =>
        `  needs ${fact}: ${met ? `${counted(records, 'record')}, ${counted(rows, 'row')}` : plain(reason ?? 'not here')}`,
    ),
    ...(baseline === null ? [] : [`  past: ${baseline.withPast} of ${baseline.subjects} have ${baseline.days} days`]),
    ...parameters.map(
      ({ name, value, unit, isDefault, why }) =>
        `  ${name} = ${String(value)}${unit === null ? '' : ` ${unit}`}${isDefault ? '' : ' (not the default)'}: ${why}`,
    ),
    '',
    ...shown.map(({ id, severity, explanation }) => `${id} ${severity}: ${plain(explanation)}`),
    ...(findings.length > shown.length ? [`and ${findings.length - shown.length} more; --json lists all`] : []),
    ...(findings.length === 0
      ? ['What it cannot see:', ...detection.blindSpots.map((spot) => `  ${spot.trim()}`)]
      : []),
    '',
  ].join('\n');
}
