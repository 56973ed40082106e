/** What people type: every command's help, and every fault of usage with its status. In this process, so it is quick. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { tell } from '../../src/cli/failure.ts';
import { buildProgram } from '../../src/cli/program.ts';
import { LetterlockError } from '../../src/errors.ts';
import { scratchFolder } from './program.ts';
import { goodLines } from './records.ts';
import { said } from './said.ts';

const home = scratchFolder();
afterAll(() => home.remove());

const COMMANDS = [
  'investigate',
  'ingest',
  'detect',
  'report',
  'coverage',
  'decide',
  'token',
  'detections list',
  'detections check',
  'detections test',
  'detections explain',
  'evidence seal',
  'evidence verify',
  'evidence export',
  'evidence attach',
  'diff',
  'simulate',
  'drill',
];

describe('help', () => {
  it('of the program names every command and the exit statuses', async () => {
    const { status, stdout, stderr } = await said(['--help']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    for (const name of COMMANDS) expect(stdout).toContain(name.split(' ')[0]);
    for (const line of [
      '3  no input could be used',
      '4  done, and a finding',
      '5  done, and coverage',
      '130  interrupted',
    ])
      expect(stdout).toContain(line);
  });

  it.each(COMMANDS)('of %s says what it does and hides what is for tests', async (name) => {
    const { status, stdout } = await said([...name.split(' '), '--help']);
    expect(status).toBe(0);
    expect(stdout).toContain(`Usage: letterlock ${name}`);
    expect(stdout).not.toContain('--now');
  });

  it('is given for every command that there is', async () => {
    const all = (await buildProgram()).commands.flatMap((command) =>
      command.commands.length === 0
        ? [command.name()]
        : command.commands.map((child) => `${command.name()} ${child.name()}`),
    );
    expect([...all].sort()).toEqual([...COMMANDS].sort());
  });

  it('has the contracted options on the main job', async () => {
    const { stdout } = await said(['investigate', '--help']);
    const options = [
      '--case',
      '--since',
      '--until',
      '--suspect',
      '--known-good',
      '--canary',
      '--detections',
      '--geo',
      '--json',
      '--quiet',
      '--fail-on',
      '--require-coverage',
      '--memory',
      '--subjects',
      '--sources',
    ];
    for (const option of options) expect(stdout).toContain(option);
  });

  it('the version is printed', async () => {
    expect(await said(['--version'])).toEqual({ status: 0, stdout: '9.8.7\n', stderr: '' });
  });
});

describe('faults of usage have status 2 and say what to do', () => {
  it.each([
    [['investigate'], "missing required argument 'path'"],
    [['investigate', 'x', '--sinse', '2023-01-01'], "unknown option '--sinse'"],
    [['investigat', 'x'], "unknown command 'investigat'"],
    [['investigate', 'x', '--since', '1.2.2023'], 'Write a day (2023-05-15)'],
    [['investigate', 'x', '--since', '2023-02-30'], 'Write a day'],
    [['investigate', 'x', '--since', '2023-05-02', '--until', '2023-05-01'], '--since must lie before --until'],
    [['investigate', 'x', '--fail-on', 'awful'], 'Write one of info, low, medium, high, critical'],
    [['investigate', 'x', '--require-coverage', '120'], 'Write a percentage'],
    [['investigate', 'x', '--memory', 'much'], 'Write a size'],
    [['investigate', 'x', '--memory', '10MB', '--case', join(home.path, 'c')], '--memory must be at least 512MB'],
    [
      ['decide', 'f-1', 'maybe', '--why', 'x'],
      "argument value 'maybe' is invalid for argument 'state'. Allowed choices are confirmed, benign, unsure.",
    ],
    [['decide', 'f-1', 'benign'], "required option '--why <text>' not specified"],
    [['decide', 'f-1', 'benign', '--why', ' '], '--why must say something'],
    [['token', 'nonsense'], '"nonsense" is no token identifier'],
    [['detections', 'explain', 'no/such'], 'There is no detection "no/such"'],
    [['report', '--case', join(home.path, 'none')], 'holds no case'],
    [['detect', '--case', join(home.path, 'none')], 'holds no case'],
    [['token', '4d63c1c4-c95b-4d3c-8e0a-1271fd813e00', '--case', join(home.path, 'none')], 'holds no case'],
  ])('%j', async (args, words) => {
    const { status, stdout, stderr } = await said(args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(words);
    expect(stderr).toMatch(/^letterlock: .+\n {2}.+\n$/s);
    expect(stderr).not.toMatch(/\bat .+:\d+:\d+/);
  });

  it('a list with a fault is told with file and line, before anything is made', async () => {
    const list = join(home.path, 'suspects.csv');
    writeFileSync(list, 'kind,value,from,to,reason,author\naddress,not-an-address,,,,\n');
    const { status, stderr } = await said(['investigate', 'x', '--suspect', list, '--case', join(home.path, 'c2')]);
    expect(status).toBe(2);
    expect(stderr).toContain('suspects.csv:2');
    const absent = await said([
      'investigate',
      'x',
      '--known-good',
      join(home.path, 'absent.csv'),
      '--case',
      join(home.path, 'c2'),
    ]);
    expect(absent.status).toBe(3);
    expect(absent.stderr).toContain('absent.csv: there is no such file');
  });
});

describe('steps on a case', () => {
  it('a report needs detection to have run on what is there', async () => {
    const folder = join(home.path, 'steps');
    mkdirSync(folder);
    writeFileSync(join(folder, 'a.jsonl'), goodLines(5));
    const at = ['--case', join(folder, 'case')];
    expect(await said(['ingest', join(folder, 'a.jsonl'), ...at])).toMatchObject({ status: 0 });
    const early = await said(['report', ...at]);
    expect(early).toMatchObject({ status: 2, stdout: '' });
    expect(early.stderr).toContain('detections have not run on what is in the case now');
    expect(await said(['detect', ...at])).toMatchObject({ status: 0 });
    expect(await said(['report', ...at])).toMatchObject({ status: 0 });
    writeFileSync(join(folder, 'b.jsonl'), goodLines(5, 20));
    expect(await said(['ingest', join(folder, 'b.jsonl'), ...at])).toMatchObject({ status: 0 });
    expect(await said(['report', ...at])).toMatchObject({ status: 2 });
    const explained = await said(['detections', 'explain', 'token/credential-access-consumer-tenant', ...at]);
    expect(explained).toMatchObject({ status: 0, stderr: '' });
    expect(explained.stdout).toContain('It ran');
  });

  it('a .mmdb file that is none is told', async () => {
    const folder = join(home.path, 'geo');
    mkdirSync(folder);
    writeFileSync(join(folder, 'a.jsonl'), goodLines(2));
    writeFileSync(join(folder, 'x.mmdb'), 'no database');
    const outcome = await said([
      'ingest',
      join(folder, 'a.jsonl'),
      '--geo',
      join(folder, 'x.mmdb'),
      '--case',
      join(folder, 'case'),
    ]);
    expect(outcome).toMatchObject({ status: 2, stdout: '' });
    expect(outcome.stderr).toContain('x.mmdb: is no usable .mmdb file');
  });
});

describe('faults of ours', () => {
  const spoken = (error: unknown, debug: boolean): string => {
    let text = '';
    const err = (piece: string): void => {
      text += piece;
    };
    const output = {
      out: () => {},
      err,
      colour: false,
      terminal: false,
      columns: 80,
    };
    expect(tell(error, output, debug)).toBe(1);
    return text;
  };

  it('are a short note, with a stack only where it is asked for', () => {
    const fault = new TypeError('x is not a function\nin: SELECT secret');
    expect(spoken(fault, false)).toBe(
      'letterlock: Unexpected fault: x is not a function\n  This is a fault of letterlock. Please report it, with what you did; the message holds no mail data.\n  LETTERLOCK_DEBUG=1 shows where.\n',
    );
    expect(spoken(fault, true)).toContain('usage.test.ts');
  });

  it('let nothing of a log steer the terminal', () => {
    const text = spoken(
      new LetterlockError('path-not-readable', { path: 'a\u001b[2Jb\u202e.csv', reason: 'x' }),
      false,
    );
    expect(text).toContain('a\\x1b[2Jb.csv: cannot be read');
  });
});

describe('the detections themselves', () => {
  it('are listed and checked', async () => {
    const list = await said(['detections', 'list', '--json']);
    expect(list.status).toBe(0);
    expect((JSON.parse(list.stdout) as readonly unknown[]).length).toBeGreaterThan(10);
    expect(await said(['detections', 'check'])).toMatchObject({ status: 0, stderr: '' });
    const folder = join(home.path, 'detections');
    mkdirSync(folder);
    writeFileSync(join(folder, 'bad.yml'), 'id: bad\nwhat: ever\n');
    const checked = await said(['detections', 'check', '--detections', folder]);
    expect(checked.status).toBe(1);
    expect(checked.stdout).toMatch(/detections\/bad\.yml:\d+: /);
  });

  it('are tested by the cases inside them', async () => {
    const outcome = await said(['detections', 'test', 'token/credential-access-consumer-tenant']);
    expect(outcome).toMatchObject({ status: 0, stderr: '' });
    expect(outcome.stdout).toMatch(/^1 detection, \d+ cases: \d+ passed, 0 failed\.\n$/);
  });
});
