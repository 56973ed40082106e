/** The page of a drill as it is opened: what it says of a score, no network, nothing that acts, reachable for everybody. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DrillView } from '../../src/drill/view.ts';
import { outcomeOf, rateText, totalsOf } from '../../ui/src/drill/score.ts';
import { CHROMIUM, launch, named, openAll, openDrill, violations } from './browser.ts';
import { calmDrillView, drillView, hostileDrillView } from './fixtures.ts';

describe('what a score amounts to', () => {
  it('tells how an intrusion ended', () => {
    const outcomes = drillView().score.worlds.flatMap(({ intrusions }) => intrusions.map(outcomeOf));
    expect(outcomes).toEqual(['alarm', 'alarm', 'partly', 'review', 'missed', 'unlogged']);
  });

  it('counts as seen what an incident for review holds, where logs carry no tokens', () => {
    const [intrusion] = drillView().score.worlds.flatMap(({ intrusions }) => intrusions);
    if (intrusion === undefined) throw new TypeError('no intrusion');
    const none = { found: 0, of: 0 };
    const unseen = { ...intrusion, tokens: none, tokensReviewed: none, mailboxes: { found: 0, of: 3 }, messages: none };
    expect(outcomeOf(unseen)).toBe('review');
    expect(outcomeOf({ ...unseen, interval: { ...unseen.interval, lower: 0 } })).toBe('missed');
  });

  it('never makes a small rate nothing', () => {
    expect([null, 0, 0.004, 0.44, 9.97, 1236.4].map(rateText)).toEqual([
      'none',
      '0',
      'under 0.1',
      '0.4',
      '10',
      '1,236',
    ]);
  });

  it('adds worlds up', () => {
    const { intrusions, mailboxWeeks, falseHints, intervals } = totalsOf(drillView().score);
    expect({ intrusions, falseHints, intervals }).toEqual({
      intrusions: 6,
      falseHints: 30,
      intervals: { found: 5, of: 6 },
    });
    expect(mailboxWeeks).toBeCloseTo(308.4, 9);
  });
});

const VIEWS: readonly (readonly [string, () => DrillView, string])[] = [
  ['intrusions', drillView, '3 of 6 intrusions raised an alarm'],
  ['without an intrusion', calmDrillView, '1 false alarm'],
];

describe.skipIf(CHROMIUM === undefined)(named("a drill's page"), () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
  });

  it.each(VIEWS)('%s: is drawn from disk without a complaint', async (_, view, headline) => {
    const { page, incidents, close } = await openDrill(browser, view());
    expect(await page.locator('h1').allTextContents()).toEqual([headline]);
    expect(await page.locator('main > section').count()).toBeGreaterThan(3);
    for (const link of await page.locator('.contents a').all())
      expect(await page.locator((await link.getAttribute('href')) ?? 'none').count()).toBe(1);
    expect(incidents).toEqual([]);
    await close();
  });

  it.each(VIEWS)(
    '%s: passes axe in light and dark, wide and narrow, all opened',
    async (_, view) => {
      for (const colorScheme of ['light', 'dark'] as const) {
        for (const width of [380, 1280]) {
          const viewport = { width, height: 900 };
          const { page, incidents, close } = await openDrill(browser, view(), { colorScheme, viewport });
          await openAll(page);
          expect(await violations(page)).toEqual([]);
          expect(incidents).toEqual([]);
          await close();
        }
      }
    },
    60_000,
  );

  it.each([380, 768, 1280, 1920])('does not scroll sideways at %i pixels', async (width) => {
    const { page, close } = await openDrill(browser, drillView(), { viewport: { width, height: 800 } });
    await openAll(page);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    await close();
  });

  it('says of each intrusion what was found, what the report said and what was true, and when', async () => {
    const { page, close } = await openDrill(browser, drillView());
    const row = async (name: string): Promise<readonly string[]> =>
      page.locator('#intrusions tbody tr', { hasText: name }).locator('td').allTextContents();
    expect(await row('malicious-consent')).toEqual([
      'For review',
      '0 of 201201 more for review',
      '0 of 3',
      '0 of 4,809',
      'Nosaid 4,811; true 4,809',
      'never',
    ]);
    expect(await row('storm-2023')).toEqual([
      'Alarm × 2',
      '202 of 202',
      '4 of 4',
      '1,472 of 1,472',
      '2 of 2',
      '6 hours',
    ]);
    await openAll(page);
    expect(await page.locator('.drill-each li').allTextContents()).toEqual([
      'Seed 1: alarm; 2 of 2 mailboxes, 736 of 736 messages; said 736 or more, true 736; alarm after 6 hours',
      'Seed 2: alarm; 2 of 2 mailboxes, 736 of 736 messages; said 736 or more, true 736; alarm after 30 hours',
    ]);
    await close();
  });

  it('names what was missed, worst first, and intervals that are wrong', async () => {
    const { page, close } = await openDrill(browser, drillView());
    expect(await page.locator('#missed h3').allTextContents()).toEqual([
      'Missed',
      'For review',
      'Alarm, in part',
      'Not in the logs',
      'Intervals that do not hold the truth',
    ]);
    expect(await page.locator('#missed li').first().textContent()).toBe(
      'Whole mailboxes synchronised: 24,310 messages of 2 mailboxes accessed',
    );
    await close();
  });

  it('says nothing of the time to an alarm where it was not asked for', async () => {
    const view = drillView();
    const worlds = view.score.worlds.map((world) => ({
      ...world,
      intrusions: world.intrusions.map(({ hoursToAlarm: _, ...one }) => one),
    }));
    const { page, close } = await openDrill(browser, { ...view, score: { ...view.score, worlds } });
    expect(await page.locator('#intrusions th[scope=col]').allTextContents()).not.toContain('First alarm after');
    expect(await page.locator('.figure dt').allTextContents()).not.toContain('From first access to alarm');
    await close();
  });

  it('compares with the ideas of others, ours first, and with the command that made it', async () => {
    const { page, close } = await openDrill(browser, drillView());
    const rows = await page.locator('#ideas tbody tr').all();
    expect(await rows[0]?.locator('td').allTextContents()).toEqual(['3 of 5', '5 of 11', '0']);
    expect(await rows[2]?.locator('td').allTextContents()).toEqual(['5 of 5', '5 of 10', '778']);
    expect(await page.locator('#method').textContent()).toContain(drillView().command);
    await close();
  });

  it('shows hostile texts as text', async () => {
    const { page, incidents, close } = await openDrill(browser, hostileDrillView());
    await openAll(page);
    expect(await page.evaluate('window.acted')).toBeUndefined();
    expect(await page.evaluate('document.scripts.length')).toBe(2);
    expect(await page.locator('main img').count()).toBe(0);
    expect(await page.locator('#intrusions .named-character').count()).toBeGreaterThan(4);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(1280);
    expect(incidents).toEqual([]);
    await close();
  });

  it('goes on paper whole, in black on white', async () => {
    const { page, close } = await openDrill(browser, drillView(), { colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print' });
    await page.locator('.drill-each li').nth(1).waitFor();
    expect(await page.evaluate('getComputedStyle(document.documentElement).backgroundColor')).toBe(
      'rgb(255, 255, 255)',
    );
    expect(await page.locator('.contents').isVisible()).toBe(false);
    await close();
  });

  it('tells a page without a score, and one of another version', async () => {
    for (const [view, said] of [
      [{ ...drillView(), viewVersion: 2 }, 'another version'],
      [{ ...drillView(), score: null }, 'could not be drawn'],
    ] as const) {
      const { page, close } = await openDrill(browser, view as unknown as DrillView);
      await page.waitForSelector('.failure');
      expect(await page.locator('.failure').textContent()).toContain(said);
      await close();
    }
  });
});
