/** `letterlock detections list|check|test|explain` */
import type { Command } from 'commander';
import { derivePhase } from '../../case/index.ts';
import {
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
  readFolders,
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

type FolderOptions = Pick<CommonOptions, 'detections' | 'json' | 'quiet'>;

export function detectionsCommand(program: Command, context: Context, done: Done): void {
  const group = program
    .command('detections')
    .description('The detections themselves: what there is, whether it is sound, why it ran or did not.');
  const list = group
    .command('list')
    .description('Every detection with its severity and what it needs.')
    .action((options: FolderOptions) => done(listAll(context, options)));
  withOptions(list, ['detections', 'json']);
  const check = group
    .command('check')
    .description(
      'Check every file: form, ids, techniques, and whether its SQL is allowed. With --detections, those files alone.',
    )
    .action(async (options: FolderOptions) => done(await checkAll(context, options)));
  withOptions(check, ['detections', 'json', 'quiet']);
  withExamples(check, [['detections check --detections ./our-rules', 'before they are put to use']]);
  const test = group
    .command('test')
    .description(
      'Run the cases inside the files, raw records through the whole pipeline. With --detections, those files alone.',
    )
    .argument('[id...]', 'only these detections')
    .action(async (ids: readonly string[], options: FolderOptions) => done(await testAll(context, ids, options)));
  withOptions(test, ['detections', 'json', 'quiet']);
  const explained = group
    .command('explain')
    .description(
      'Why a detection found something in a case or did not: the logs it had and lacked, its parameters, and how many rows were left after each step.',
    )
    .argument('<id>', 'detection')
    .action(async (id: string, options: CommonOptions) => done(await explainOne(context, id, options)));
  withOptions(explained, ['case', 'detections', 'json', 'memory']);
  withExamples(explained, [
    ['detections explain address/collection-address-without-signin --case ./2023-07', 'why did it find nothing?'],
  ]);
}

function listAll(context: Context, options: FolderOptions): number {
  const detections = loadDetections(options.detections);
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

async function checkAll(context: Context, options: FolderOptions): Promise<number> {
  const { detections, problems, files } =
    options.detections === undefined ? readDetections() : readFolders(options.detections);
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

async function testAll(context: Context, ids: readonly string[], options: FolderOptions): Promise<number> {
  const all = loadDetections(options.detections);
  const own = options.detections === undefined ? all : readFolders(options.detections).detections;
  const chosen = ids.length === 0 ? own : ids.map((id) => detectionNamed(all, id));
  const make = caseMaker();
  const results: CaseResult[] = [];
  for (const detection of chosen) {
    for (const entry of detection.cases) {
      context.signal.throwIfAborted();
      results.push(await runCase(detection, entry, make));
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
  const detection = detectionNamed(loadDetections(options.detections), id);
  return await withCase(context, options, 'write', async ({ opened, watch, output }) => {
    await derivePhase(opened, {}, watch);
    const explanation = await opened.withDatabaseClosed((file) =>
      withLockedCase(file, {}, (database) => explain(database, detection, { signal: context.signal })),
    );
    output.out(options.json === true ? jsonText(explanation) : explanationText(explanation));
    return EXIT.done;
  });
}

function explanationText(told: Explanation): string {
  const { detection, requirements, lacking, baseline, parameters, run, findings } = told;
  const shown = findings.slice(0, 20);
  return [
    `${detection.id} (version ${detection.version}, ${detection.severity}): ${detection.title}`,
    detection.description.trim(),
    '',
    run.ran
      ? `It ran, looked at ${counted(run.lookedAt, 'row')}, and made ${counted(findings.length, 'finding')}.`
      : `It did not run: ${plain(run.reason ?? 'no reason given')}.`,
    ...(run.ran && run.reason !== null ? [`  ${plain(run.reason)}`] : []),
    ...requirements.flatMap(({ fact, records, rows, met, reason, collect }) => [
      `  needs ${fact}: ${met ? `${counted(records, 'record')}, ${counted(rows, 'row')}` : plain(reason ?? 'not here')}`,
      ...(collect === null ? [] : [`    collect: ${plain(collect)}`]),
    ]),
    ...(lacking.length === 0 ? [] : [`  none here of: ${lacking.join(', ')}`]),
    ...(baseline === null ? [] : [`  past: ${baseline.withPast} of ${baseline.subjects} have ${baseline.days} days`]),
    ...parameters.map(
      ({ name, value, unit, isDefault, why }) =>
        `  ${name} = ${String(value)}${unit === null ? '' : ` ${unit}`}${isDefault ? '' : ' (not the default)'}: ${why}`,
    ),
    ...stagesText(told),
    '',
    ...shown.map(({ id, severity, explanation }) => `${id} ${severity}: ${plain(explanation)}`),
    ...(findings.length > shown.length ? [`and ${findings.length - shown.length} more; --json lists all`] : []),
    ...(findings.length === 0
      ? ['What it cannot see:', ...detection.blindSpots.map((spot) => `  ${spot.trim()}`)]
      : []),
    '',
  ].join('\n');
}

/** The rows that each step leaves. A step that excludes is empty where there is nothing to exclude: said, not concluded. */
function stagesText({ run, stages, findings }: Explanation): readonly string[] {
  if (stages.length === 0) return [];
  const width = Math.max(...stages.map(({ name }) => name.length));
  const empty = stages.find(({ rows }) => rows === 0);
  return [
    '',
    'Steps of its query, and the rows that each gives:',
    ...stages.map(({ name, comment, rows }) =>
      plain(
        `  ${name.padEnd(width)}  ${(rows === null ? 'not counted' : String(rows)).padStart(11)}  ${comment ?? ''}`,
      ).trimEnd(),
    ),
    ...(run.ran && findings.length === 0 && empty !== undefined
      ? [`It found nothing; the first step without rows is ${plain(empty.name)}.`]
      : []),
  ];
}
