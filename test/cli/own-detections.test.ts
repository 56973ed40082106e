/** Canaries and a user's own detections, from the command line to the report. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { SMALL } from '../detect/fixture.ts';
import { scratchFolder } from './program.ts';
import { goodLines } from './records.ts';
import { said } from './said.ts';

const home = scratchFolder();
afterAll(() => home.remove());

interface Document {
  readonly summary: {
    readonly verdictReasons: readonly string[];
    readonly notRun: readonly { readonly detection: string; readonly reason: string }[];
  };
  readonly findings: readonly { readonly detection: string; readonly title: string; readonly severity: string }[];
}

function folder(name: string): string {
  const path = join(home.path, name);
  mkdirSync(path);
  writeFileSync(join(path, 'a.jsonl'), goodLines(5));
  return path;
}

async function document(args: readonly string[]): Promise<Document> {
  const outcome = await said([...args, '--json']);
  expect(outcome).toMatchObject({ status: 0, stderr: '' });
  return JSON.parse(outcome.stdout) as Document;
}

describe('canaries', () => {
  const ID = 'canary/collection-mailbox-accessed';

  it('are found where they are listed; without a list they are not run, and nobody counts that', async () => {
    const at = folder('canary');
    writeFileSync(join(at, 'canaries.csv'), 'kind,value,reason\nmailbox,Ada@fabrikam.example,planted\n');
    const place = ['--case', join(at, 'case')];
    const found = await document(['investigate', join(at, 'a.jsonl'), '--canary', join(at, 'canaries.csv'), ...place]);
    expect(found.findings.filter(({ detection }) => detection === ID)).toMatchObject([
      { title: 'Canary mailbox accessed', severity: 'high' },
    ]);
    expect(found.summary.notRun.map(({ detection }) => detection)).not.toContain(ID);
    expect(await said(['detect', ...place])).toMatchObject({ status: 0 });
    const without = await document(['report', ...place]);
    expect(without.findings.filter(({ detection }) => detection === ID)).toEqual([]);
    expect(without.summary.notRun).toContainEqual(
      expect.objectContaining({ detection: ID, reason: 'no list of canaries was given' }),
    );
    expect(without.summary.verdictReasons.join(' ')).not.toContain('Canary');
  });

  it('are mailboxes and messages, nothing else', async () => {
    const at = folder('canary-wrong');
    writeFileSync(join(at, 'canaries.csv'), 'kind,value\naddress,192.0.2.10\n');
    const outcome = await said(['investigate', join(at, 'a.jsonl'), '--canary', join(at, 'canaries.csv')]);
    expect(outcome).toMatchObject({ status: 2, stdout: '' });
    expect(outcome.stderr).toContain('canaries.csv:2: "address" is no kind; kinds are mailbox, message');
  });
});

describe('what no log shows', () => {
  it('stands among the checks that were not run, with a title, and not among the obstacles', async () => {
    const at = folder('unseen');
    const { summary } = await document(['investigate', join(at, 'a.jsonl'), '--case', join(at, 'case')]);
    const statement = summary.notRun.find(({ detection }) => detection === 'directory/discovery-address-book');
    expect(statement?.reason).toMatch(/^not observable by these logs: /);
    expect(summary.notRun.map(({ detection }) => detection)).not.toContain('token/defense-evasion-google-token-ids');
    expect(summary.verdictReasons.join(' ')).not.toContain('Address book');
  });
});

describe("a user's own detections", () => {
  const SOUND = SMALL.replace('default: app-1', 'default: 9199bf20-a13f-4107-85dc-02114787ef48');

  function own(at: string, text: string): string {
    const path = join(at, 'rules', 'application');
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'collection-small.yml'), text);
    return join(at, 'rules');
  }

  it('run beside the bundled ones, and the report knows their titles', async () => {
    const at = folder('own');
    const rules = own(at, SOUND);
    const place = ['--case', join(at, 'case'), '--detections', rules];
    const found = await document(['investigate', join(at, 'a.jsonl'), ...place]);
    expect(found.findings.filter(({ detection }) => detection === 'application/collection-small')).toMatchObject([
      { title: 'One application', severity: 'medium' },
    ]);
    expect((await document(['report', ...place])).findings).toEqual(found.findings);
    const explained = await said(['detections', 'explain', 'application/collection-small', ...place]);
    expect(explained).toMatchObject({ status: 0, stderr: '' });
    expect(explained.stdout).toContain('made 1 finding');
  });

  it('are listed with the others, checked and tested alone', async () => {
    const at = folder('own-check');
    const rules = own(at, SOUND);
    const listed = await said(['detections', 'list', '--detections', rules]);
    expect(listed.stdout).toContain('application/collection-small');
    expect(listed.stdout).toContain('canary/collection-mailbox-accessed');
    expect(await said(['detections', 'check', '--detections', rules])).toMatchObject({
      status: 0,
      stdout: '1 file, 0 problems.\n',
    });
    const tested = await said(['detections', 'test', '--detections', rules]);
    expect(tested.stdout).toMatch(/1 detection, \d+ cases: /);
  });

  it('stop the command before anything is read where one is faulty', async () => {
    const at = folder('own-faulty');
    const rules = own(at, `${SOUND}surprise: 1\n`);
    const outcome = await said(['investigate', join(at, 'a.jsonl'), '--case', join(at, 'case'), '--detections', rules]);
    expect(outcome).toMatchObject({ status: 2, stdout: '' });
    expect(outcome.stderr).toMatch(/collection-small\.yml:\d+: unknown key "surprise"/);
  });

  it('are not run where their SQL is not allowed, and the report says so', async () => {
    const at = folder('own-hostile');
    const rules = own(
      at,
      SOUND.replace('FROM access a', "FROM (SELECT * FROM read_text('/etc/hostname')) x, access a"),
    );
    const { summary, findings } = await document([
      'investigate',
      join(at, 'a.jsonl'),
      '--case',
      join(at, 'case'),
      '--detections',
      rules,
    ]);
    expect(findings.filter(({ detection }) => detection === 'application/collection-small')).toEqual([]);
    expect(summary.notRun.find(({ detection }) => detection === 'application/collection-small')?.reason).toContain(
      'its SQL is not allowed',
    );
    const checked = await said(['detections', 'check', '--detections', rules]);
    expect(checked).toMatchObject({ status: 1 });
    expect(checked.stdout).toContain('TABLE_FUNCTION');
  });
});
