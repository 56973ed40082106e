/** The page of a drill in somebody's own logs: what it says, no network, nothing that acts, reachable for everybody. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownSchema } from '../../src/drill/own/schema.ts';
import type { OwnView } from '../../src/drill/view.ts';
import { ownOutcome } from '../../ui/src/drill/own/words.ts';
import { CHROMIUM, launch, named, openAll, openDrill, violations } from './browser.ts';
import { calmOwnView, hostileOwnView, ownView } from './fixtures.ts';

describe('what stands in the page', () => {
  it('tells how each intrusion ended, and one that joins an alarm or is covered in part from one that is not', () => {
    const outcomes = ['alarm', 'alarm', 'partly', 'joins', 'review', 'missed', 'no-record', 'not-possible'];
    expect(ownView().score.intrusions.map(ownOutcome)).toEqual(outcomes);
  });

  it('is a score that the schema holds for', () => {
    for (const view of [ownView(), calmOwnView(), hostileOwnView()])
      expect(ownSchema.safeParse(view.score).error).toBeUndefined();
    expect(ownSchema.safeParse({ ...ownView().score, more: 1 }).success).toBe(false);
  });

  it('names logs to collect, those first that most intrusions without an alarm would show in, with how it is done', () => {
    const logs = ownView().toCollect;
    expect(logs.map(({ log }) => log)).toEqual(['graph-activity', 'signin-interactive', 'signin-noninteractive']);
    expect(logs[0]).toMatchObject({ checks: ['directory/discovery-directory-list'] });
    for (const { how, title } of logs) expect([how.length > 0, title.length > 0]).toEqual([true, true]);
    expect(calmOwnView().toCollect).toEqual([]);
  });

  it('calls checks by their titles', () => {
    const { checks } = ownView();
    expect(Object.keys(checks)).toContain('signin/credential-access-device-code');
    for (const [id, title] of Object.entries(checks)) expect(title).not.toBe(id);
  });
});

const VIEWS: readonly (readonly [string, () => OwnView, string])[] = [
  ['each outcome', ownView, '3 of 7 intrusions would raise an alarm'],
  ['nothing missing', calmOwnView, '2 of 2 intrusions would raise an alarm'],
];

describe.skipIf(CHROMIUM === undefined)(named("the page of a drill in one's own logs"), () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
  });

  it.each(VIEWS)(
    '%s: is drawn from disk without a complaint, and says that it is not for everybody',
    async (...given) => {
      const [, view, headline] = given;
      const { page, incidents, close } = await openDrill(browser, view());
      expect(await page.locator('h1').allTextContents()).toEqual([headline]);
      expect(await page.locator('#result').textContent()).toContain('Keep this page as you keep your logs.');
      expect(await page.locator('.banner').textContent()).toContain('confidential');
      for (const link of await page.locator('.contents a').all())
        expect(await page.locator((await link.getAttribute('href')) ?? 'none').count()).toBe(1);
      expect(incidents).toEqual([]);
      await close();
    },
  );

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

  it.each([380, 768, 1280, 1920])('does not scroll sideways at %i pixels, whatever the names are', async (width) => {
    for (const view of [ownView(), hostileOwnView()]) {
      const { page, close } = await openDrill(browser, view, { viewport: { width, height: 800 } });
      await openAll(page);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      await close();
    }
  });

  it('says of each intrusion what it would do, how it ended and what saw it', async () => {
    const { page, close } = await openDrill(browser, ownView());
    await openAll(page);
    const row = (name: string) => page.locator('#intrusions tbody tr', { hasText: name });
    expect(await row('storm-2023').locator('td').allTextContents()).toEqual([
      'Alarm',
      '101 of 101',
      '3 of 3',
      '1,472 of 1,472',
    ]);
    const storm = await row('storm-2023').textContent();
    expect(storm).toContain('1,472 messages of 3 mailboxes accessed, 2026-06-14 to 2026-06-25.');
    expect(storm).toContain('The report would say that 1,472 or more messages were accessed; 1,472 would be true.');
    expect(storm).toContain('Its records: Mailbox audit, 608; Sign-ins, non-interactive, 12.');
    expect(await row('malicious-consent').textContent()).toContain('would be true, which lies outside.');
    expect(await row('low-and-slow').textContent()).toContain('2 findings about records of your own came with it');
    expect(await row('google-grant').textContent()).toContain('Not tried: these are logs of Microsoft 365.');
    await close();
  });

  it('lists what no alarm covers, worst first, with the logs that would hold more of it', async () => {
    const { page, close } = await openDrill(browser, ownView());
    expect(await page.locator('#unseen h3').allTextContents()).toEqual([
      'No record',
      'Missed',
      'For review',
      'Joins an alarm',
      'Alarm, in part',
      'Not tried',
    ]);
    expect(await page.locator('#unseen .missed-group').first().locator('li li').allTextContents()).toEqual([
      'Here, but not for that time: Entra interactive sign-ins, with 2 records of it',
      'Not here: MicrosoftGraphActivityLogs, with 233 records of it',
    ]);
    expect(await page.locator('#logs h3').first().textContent()).toBe('Microsoft Graph activity');
    expect(await page.locator('#checks tbody tr').count()).toBe(2);
    expect(await page.locator('#there li').first().textContent()).toContain('Critical Access to mailbox anna@');
    expect(await page.locator('#method').textContent()).toContain(ownView().command);
    await close();
  });

  it('says so where nothing is missing and nothing is there', async () => {
    const { page, close } = await openDrill(browser, calmOwnView());
    for (const section of ['#unseen', '#logs', '#checks', '#there'])
      expect(await page.locator(`${section} .empty`).count()).toBe(1);
    await close();
  });

  it('shows hostile names as text', async () => {
    const { page, incidents, close } = await openDrill(browser, hostileOwnView());
    await openAll(page);
    expect(await page.evaluate('window.acted')).toBeUndefined();
    expect(await page.evaluate('document.scripts.length')).toBe(2);
    expect(await page.locator('main img').count()).toBe(0);
    for (const section of ['#intrusions', '#unseen', '#logs', '#checks', '#there', '#method'])
      expect(await page.locator(`${section} .named-character`).count()).toBeGreaterThan(0);
    expect(incidents).toEqual([]);
    await close();
  });

  it('goes on paper whole', async () => {
    const { page, close } = await openDrill(browser, ownView(), { colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print' });
    await page.locator('#intrusions .drill-each li').nth(1).waitFor();
    expect(await page.evaluate('getComputedStyle(document.documentElement).backgroundColor')).toBe(
      'rgb(255, 255, 255)',
    );
    await close();
  });
});
