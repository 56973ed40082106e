/** A browser, the page built once, and cases opened in it from disk as a person would. */

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { DRILL_PLACEHOLDER } from '../../src/drill/page.ts';
import type { DrillView, OwnView } from '../../src/drill/view.ts';
import { embedCase, embedJson } from '../../src/report/embed.ts';
import type { ReportView } from '../../src/report/model.ts';

const ROOT = resolve(import.meta.dirname, '..', '..');

const CANDIDATES = [
  process.env['CHROMIUM_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** Where Chromium is; undefined where none was found. */
export const CHROMIUM = CANDIDATES.find((path) => path !== undefined && path !== '' && existsSync(path));

const NO_BROWSER = 'no Chromium at CHROMIUM_PATH, /usr/bin/chromium, /usr/bin/chromium-browser, /usr/bin/google-chrome';

/** Name of a group of tests that need a browser; says why they are skipped where there is none. */
export function named(name: string): string {
  return CHROMIUM === undefined ? `${name} (skipped: ${NO_BROWSER})` : name;
}

const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export async function launch(): Promise<Browser> {
  if (CHROMIUM === undefined) throw new TypeError(NO_BROWSER);
  return chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Everything the page is made from. */
function fingerprint(): string {
  const hash = createHash('sha256');
  for (const file of [...filesBelow(join(ROOT, 'ui')), join(ROOT, 'package-lock.json')]) {
    hash.update(relative(ROOT, file)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex').slice(0, 24);
}

/** A built page, by the command that users build it with; built once for each state of `ui/`. */
export function template(mode: 'report' | 'drill' = 'report'): string {
  const kept = join(tmpdir(), 'letterlock-test-page', `${fingerprint()}-${mode}.html`);
  if (!existsSync(kept)) {
    mkdirSync(join(kept, '..'), { recursive: true });
    const out = mkdtempSync(join(tmpdir(), 'letterlock-page-'));
    const vite = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js');
    execFileSync(
      process.execPath,
      [vite, 'build', '--config', join('ui', 'vite.config.ts'), '--mode', mode, '--logLevel', 'warn', '--outDir', out],
      { cwd: ROOT, stdio: 'pipe' },
    );
    // Moved as a whole: another test file may be looking for it at this moment.
    const own = `${kept}.${process.pid}`;
    writeFileSync(own, readFileSync(join(out, `${mode}.html`)));
    renameSync(own, kept);
    rmSync(out, { recursive: true, force: true });
  }
  return readFileSync(kept, 'utf8');
}

/** Everything that opens is opened, and the first row of each table is chosen. */
export async function openAll(page: Page): Promise<void> {
  const press = (selector: string): Promise<number> =>
    page.evaluate(
      `(() => { const all = [...document.querySelectorAll(${JSON.stringify(selector)})]; for (const e of all) e.click(); return all.length; })()`,
    );
  while ((await press('.disclosure-button[aria-expanded="false"]')) > 0);
  await press('tr[data-index="0"] .row-button[aria-pressed="false"]');
}

/** A page with what happened on it that should not have. */
export interface Opened {
  readonly page: Page;
  /** Requests beyond the file itself, dialogs, navigations, pop-ups, console errors, uncaught errors. */
  readonly incidents: string[];
  readonly close: () => Promise<void>;
}

/** Writes a case as a file and opens it from there. */
export async function openCase(
  browser: Browser,
  view: ReportView,
  options: BrowserContextOptions = {},
): Promise<Opened> {
  return await openPage(browser, embedCase(template(), view), options);
}

/** The same with the score of a drill. */
export async function openDrill(
  browser: Browser,
  view: DrillView | OwnView,
  options: BrowserContextOptions = {},
): Promise<Opened> {
  return await openPage(browser, embedJson(template('drill'), DRILL_PLACEHOLDER, view), options);
}

async function openPage(browser: Browser, html: string, options: BrowserContextOptions): Promise<Opened> {
  const folder = mkdtempSync(join(tmpdir(), 'letterlock-case-'));
  const file = join(folder, 'index.html');
  writeFileSync(file, html);
  const address = pathToFileURL(file).href;
  const context = await browser.newContext({
    timezoneId: 'America/New_York',
    viewport: { width: 1280, height: 900 },
    ...options,
  });
  const page = await context.newPage();
  const incidents: string[] = [];
  page.on('request', (request) => {
    if (request.url().split('#')[0] !== address && !request.url().startsWith('blob:'))
      incidents.push(`request ${request.url()}`);
  });
  page.on('dialog', (dialog) => {
    incidents.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('framenavigated', (frame) => {
    if (frame.url().split('#')[0] !== address) incidents.push(`navigation ${frame.url()}`);
  });
  page.on('popup', (popup) => incidents.push(`popup ${popup.url()}`));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') incidents.push(`console ${message.text()}`);
  });
  page.on('pageerror', (error) => incidents.push(`error ${error.message}`));
  await page.goto(address);
  await page.waitForSelector('main');
  return {
    page,
    incidents,
    close: async () => {
      await context.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Violations of axe-core's rules, as `rule: element`. */
export async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  return page.evaluate(
    `axe.run(document, { resultTypes: ['violations'] }).then((result) =>
      result.violations.flatMap((rule) => rule.nodes.map((node) => rule.id + ': ' + node.target.join(' ') + ' ' + (node.failureSummary ?? ''))))`,
  );
}
