/** The page as it is opened: one file, no network, drawn without a complaint, reachable for everybody. */
import { createHash } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DRILL_PLACEHOLDER } from '../../src/drill/page.ts';
import { CASE_PLACEHOLDER } from '../../src/report/embed.ts';
import type { ReportView } from '../../src/report/model.ts';
import { CHROMIUM, launch, named, openAll, openCase, template, violations } from './browser.ts';
import { intrusionView, notAssessableView, nothingFoundView } from './fixtures.ts';

const TEMPLATES = [
  ['report', CASE_PLACEHOLDER],
  ['drill', DRILL_PLACEHOLDER],
] as const;

describe.each(TEMPLATES)('the template of the %s', (mode, placeholder) => {
  const html = template(mode);
  const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1] ?? '';

  it('has one place for its data', () => {
    expect(html.split(placeholder)).toHaveLength(2);
  });

  it('allows its own script and style by hash, and no network', () => {
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|connect-src|\*/);
    const parts = [...html.matchAll(/<(?:script type="module"|style)[^>]*>([\s\S]*?)<\/(?:script|style)>/g)];
    expect(parts).toHaveLength(2);
    for (const part of parts) {
      expect(policy).toContain(
        `'sha256-${createHash('sha256')
          .update(part[1] ?? '')
          .digest('base64')}'`,
      );
    }
  });

  it('names no file and no host to load from', () => {
    expect(html.match(/<(?:script|img|link|iframe)\b[^>]*\b(?:src|href)=/g)).toBeNull();
    const style = /<style[^>]*>([\s\S]*?)<\/style>/.exec(html)?.[1] ?? '';
    expect(style.length).toBeGreaterThan(5_000);
    expect(style.match(/@import|url\(/g)).toBeNull();
  });

  it('holds the release of React, with its licence', () => {
    expect(html.includes('Copyright (c) Meta Platforms, Inc.')).toBe(true);
    expect(html.includes('Minified React error')).toBe(true);
    expect(html.length).toBeLessThan(500_000);
  });
});

const CASES: readonly (readonly [string, () => ReportView, string])[] = [
  ['intrusion', intrusionView, 'Intrusion'],
  ['nothing found', nothingFoundView, 'Nothing found'],
  ['not assessable', notAssessableView, 'Not assessable'],
];

describe.skipIf(CHROMIUM === undefined)(named('the page'), () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
  });

  it.each(CASES)('%s: is drawn from disk without a complaint', async (_, view, verdict) => {
    const { page, incidents, close } = await openCase(browser, view());
    expect(await page.locator('h1').allTextContents()).toEqual([verdict]);
    const sections = await page.evaluate(
      `[...document.querySelectorAll('main > section > h2:not(.minor)')].map((h) => h.id)`,
    );
    expect(sections).toEqual(
      ['collect', 'incidents', 'timeline', 'mailboxes', 'messages', 'coverage', 'ledger', 'checks'].map(
        (id) => `${id}-title`,
      ),
    );
    expect(incidents).toEqual([]);
    await close();
  });

  it.each(CASES)(
    '%s: passes axe in light and dark, all opened',
    async (_, view) => {
      for (const colorScheme of ['light', 'dark'] as const) {
        const { page, incidents, close } = await openCase(browser, view(), { colorScheme });
        expect(await violations(page)).toEqual([]);
        await openAll(page);
        expect(await violations(page)).toEqual([]);
        const event = page.locator('.event-ref').first();
        if ((await event.count()) > 0) {
          await event.click();
          expect(await violations(page)).toEqual([]);
        }
        expect(incidents).toEqual([]);
        await close();
      }
    },
    60_000,
  );

  it.each([380, 768, 1920])('does not scroll sideways at %i pixels', async (width) => {
    const { page, close } = await openCase(browser, intrusionView(), { viewport: { width, height: 800 } });
    await openAll(page);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    await close();
  });

  it('says exposure as an interval with its reason', async () => {
    const { page, close } = await openCase(browser, intrusionView());
    const first = page.locator('#incident-1');
    expect(await first.locator('.interval').textContent()).toBe('118 or more messages accessed');
    expect(await first.locator('.interval-note').textContent()).toContain('No upper bound can be stated: two folders');
    expect(await page.locator('#collect h3').allTextContents()).toEqual([
      'Sign-ins, non-interactive',
      'Graph activity',
      'Message trace',
    ]);
    await close();
  });

  it('shows the raw event that a finding cites, and names the one whose source is absent', async () => {
    const view = intrusionView();
    const { page, close } = await openCase(browser, view);
    await openAll(page);
    await page.locator('#incident-1 .finding .event-ref').first().click();
    const raw = await page.locator('dialog .raw').textContent();
    expect(raw).toContain('"Operation": "MailItemsAccessed"');
    await page.keyboard.press('Escape');
    expect(await page.locator('dialog[open]').count()).toBe(0);
    await page.locator('.lone-findings .event-ref').first().click();
    expect(await page.locator('dialog').textContent()).toContain('Source absent');
    await close();
  });

  it('lists the first steps at once, the others at a press and on paper, numbered on', async () => {
    const view = intrusionView();
    const [first, ...rest] = view.summary.incidents;
    const [step] = first?.response ?? [];
    if (first === undefined || step === undefined) throw new TypeError('no incident with a step');
    const response = Array.from({ length: 9 }, (_, index) => ({
      ...step,
      kind: 'contain' as const,
      action: `Step ${index + 1}`,
    }));
    const summary = { ...view.summary, incidents: [{ ...first, response }, ...rest] };
    const { page, close } = await openCase(browser, { ...view, summary });
    const steps = page.locator('#incident-1 .steps').first();
    expect(await steps.locator('li').count()).toBe(5);
    await steps.getByRole('button', { name: '4 more steps' }).click();
    expect(await steps.locator('.step-action').allTextContents()).toEqual(
      response.map(({ action }) => expect.stringContaining(action)),
    );
    expect(await steps.locator('ol').last().getAttribute('start')).toBe('6');
    await steps.getByRole('button', { name: '4 more steps' }).click();
    await page.emulateMedia({ media: 'print' });
    await steps.locator('li').nth(8).waitFor();
    await close();
  });

  it('switches all times to local time and back', async () => {
    const { page, close } = await openCase(browser, intrusionView());
    const seen = page.locator('#incident-1 .incident-seen time').first();
    expect(await seen.textContent()).toBe('2023-06-12 03:10:00 Z');
    await page.getByLabel('Local').check();
    expect(await seen.textContent()).toBe('2023-06-11 23:10:00 -04:00');
    expect(await page.locator('#messages td .time').first().textContent()).toBe('2023-06-11 23:10:00 -04:00');
    await page.getByLabel('UTC').check();
    expect(await seen.textContent()).toBe('2023-06-12 03:10:00 Z');
    await close();
  });

  it('says of what states no time that it states none, and draws the rest', async () => {
    const view = intrusionView();
    const [first, ...others] = view.summary.incidents;
    const [finding, ...rest] = view.findings;
    if (first === undefined || finding === undefined) throw new TypeError('a fixture without an incident');
    const timeless = { firstSeen: null, lastSeen: null };
    const { page, incidents, close } = await openCase(browser, {
      ...view,
      summary: { ...view.summary, incidents: [{ ...first, ...timeless }, ...others] },
      findings: [{ ...finding, ...timeless }, ...rest],
    });
    expect(await page.locator('.incident-seen').first().textContent()).toMatch(/^Since when is not stated, in /);
    expect(await page.locator('#timeline').textContent()).toContain('One finding states no time and is not drawn.');
    expect(await page.locator('#timeline .mark').count()).toBe(rest.length);
    expect(await page.locator('#timeline').textContent()).not.toContain('1970');
    expect(incidents).toEqual([]);
    await close();
  });

  it('says of an incident that touches no mailbox that none is named', async () => {
    const view = intrusionView();
    const { page, close } = await openCase(browser, { ...view, exposure: [] });
    const mailboxes = page.locator('#incident-1 h4', { hasText: /^Mailboxes$/ });
    expect(await mailboxes.locator('xpath=following-sibling::*[1]').textContent()).toBe('None is named.');
    await close();
  });

  it('says that a ledger does not add up', async () => {
    const view = intrusionView();
    const [first, ...rest] = view.sources;
    if (first === undefined) throw new TypeError('no source');
    const opened = await openCase(browser, { ...view, sources: [{ ...first, stored: first.stored - 1 }, ...rest] });
    expect(await opened.page.locator('.balance').textContent()).toContain('does not add up');
    await opened.close();
  });

  it('shows rejects with their places, and what a file looked like', async () => {
    const { page, close } = await openCase(browser, intrusionView());
    await page.locator('#ledger .row-button').first().click();
    expect(await page.locator('#ledger .detail').textContent()).toContain('row 40110');
    await page.getByRole('button', { name: 'not recognised (1)' }).click();
    await page.locator('#ledger .row-button').first().click();
    expect(await page.locator('#ledger .detail').textContent()).toContain('a Word document');
    await close();
  });

  it('tells a page without a case, and one whose case breaks the page', async () => {
    const broken = { ...intrusionView(), timeline: null } as unknown as ReportView;
    const opened = await openCase(browser, broken);
    await opened.page.waitForSelector('.failure');
    expect(await opened.page.locator('.failure').textContent()).toContain('summary.json');
    await opened.close();
  });
});
