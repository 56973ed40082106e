/** The options that commands share, declared once. */
import { type Command, Option } from 'commander';
import type { Severity } from '../facts/index.ts';
import { byteSize, collected, isoTime, percentage, severity } from './values.ts';

export const DEFAULT_CASE = 'letterlock-case';

/** What Commander gives, by the long names of the options. */
export interface CommonOptions {
  readonly case: string;
  readonly since?: Date;
  readonly until?: Date;
  readonly suspect?: readonly string[];
  readonly knownGood?: readonly string[];
  readonly canary?: readonly string[];
  readonly detections?: readonly string[];
  readonly geo?: readonly string[];
  readonly json?: true;
  readonly quiet?: true;
  readonly failOn?: Severity;
  /** 0 to 1. */
  readonly requireCoverage?: number;
  /** Bytes. */
  readonly memory?: number;
  readonly subjects?: true;
  readonly sources?: string;
  readonly inventory?: readonly string[];
  readonly custody?: string;
  readonly keepSources?: true;
  readonly now?: Date;
}

const OPTIONS = {
  case: () => new Option('--case <dir>', 'folder of the case').default(DEFAULT_CASE),
  since: () =>
    new Option('--since <time>', 'findings from this day or time on, UTC (does not bound what is taken in)').argParser(
      isoTime,
    ),
  until: () => new Option('--until <time>', 'findings before this day or time, UTC').argParser(isoTime),
  suspect: () =>
    new Option(
      '--suspect <file>',
      "users, addresses, sessions, tokens, applications or messages held to be the intruder's (repeatable)",
    ).argParser(collected),
  knownGood: () =>
    new Option('--known-good <file>', 'the same, known to be harmless: annotates, never hides (repeatable)').argParser(
      collected,
    ),
  canary: () =>
    new Option(
      '--canary <file>',
      'mailboxes and messages that nobody should access, so that each access is a finding (repeatable)',
    ).argParser(collected),
  detections: () =>
    new Option(
      '--detections <dir>',
      'your own detections beside the bundled ones, under the same checks and limits (repeatable)',
    ).argParser(collected),
  geo: () =>
    new Option('--geo <file>', '.mmdb file that gives addresses their network and country (repeatable)').argParser(
      collected,
    ),
  json: () => new Option('--json', 'one JSON document on standard output, nothing else'),
  quiet: () => new Option('--quiet', 'no progress and no summary; faults and the exit status remain'),
  failOn: () =>
    new Option(
      '--fail-on <severity>',
      'exit with 4 where a finding or incident reaches it: info, low, medium, high, critical',
    ).argParser(severity),
  requireCoverage: () =>
    new Option('--require-coverage <percent>', "exit with 5 where less of the mailboxes' time was observed").argParser(
      percentage,
    ),
  memory: () =>
    new Option('--memory <size>', 'memory to stay within, such as 4GB (default 2GB, least 512MB)').argParser(byteSize),
  subjects: () => new Option('--subjects', 'keep subjects and search texts, which are left out otherwise'),
  sources: () => new Option('--sources <dir>', 'where the files taken in lie now, if they have moved'),
  inventory: () =>
    new Option(
      '--inventory <file>',
      'numbers of items of mailbox folders (Get-MailboxFolderStatistics as CSV, Graph mailFolders as JSON): bounds exposure (repeatable)',
    ).argParser(collected),
  custody: () =>
    new Option('--custody <file>', 'who collected which source, when, with what, and from whom it came (YAML or JSON)'),
  keepSources: () => new Option('--keep-sources', 'keep a compressed copy of every file inside the case'),
  now: () =>
    new Option('--now <time>', 'the clock, for tests and for reports that come out the same')
      .argParser(isoTime)
      .hideHelp(),
} as const satisfies Readonly<Record<keyof CommonOptions, () => Option>>;

export type OptionName = keyof typeof OPTIONS;

/** Adds the named options, and the hidden clock, in the order in which help shows them. */
export function withOptions(command: Command, names: readonly OptionName[]): Command {
  for (const name of [...names, 'now'] as const) command.addOption(OPTIONS[name]());
  return command;
}

/** What every command that works on a case has. */
export const CASE_OPTIONS: readonly OptionName[] = ['case', 'json', 'quiet', 'memory'];
export const DETECT_OPTIONS: readonly OptionName[] = [
  'since',
  'until',
  'suspect',
  'knownGood',
  'canary',
  'detections',
  'geo',
];
export const REPORT_OPTIONS: readonly OptionName[] = ['failOn', 'requireCoverage', 'sources', 'inventory', 'custody'];
