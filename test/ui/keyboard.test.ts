/** Everything by keyboard, and on paper. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM, launch, named, openCase } from './browser.ts';
import { hugeView, intrusionView } from './fixtures.ts';

const FOCUS = `(() => { const e = document.activeElement; return (e.getAttribute('aria-label') ?? e.textContent ?? '').trim(); })()`;

describe.skipIf(CHROMIUM === undefined)(named('by keyboard'), () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
  });

  it('skips to the verdict, and shows where the focus is', async () => {
    const { page, close } = await openCase(browser, intrusionView());
    await page.keyboard.press('Tab');
    expect(await page.evaluate(FOCUS)).toBe('Skip to the verdict');
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('location.hash')).toBe('#verdict');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(`document.activeElement.closest('#verdict') !== null`)).toBe(true);
    await close();
  });

  it('moves through the messages by row, page and end, and opens one', async () => {
    const { page, close } = await openCase(browser, hugeView());
    await page.locator('#messages tr[data-index="0"] .row-button').focus();
    const index = `document.activeElement.closest('tr').dataset.index`;
    await page.keyboard.press('ArrowDown');
    expect(await page.evaluate(index)).toBe('1');
    await page.keyboard.press('PageDown');
    expect(await page.evaluate(index)).toBe('17');
    await page.keyboard.press('End');
    await page.locator('#messages tr[data-index="59999"] button:focus').waitFor();
    await page.keyboard.press('ArrowUp');
    expect(await page.evaluate(index)).toBe('59998');
    await page.keyboard.press('Enter');
    expect(await page.locator('#messages .detail').count()).toBe(1);
    await page.keyboard.press('Home');
    await page.locator('#messages tr[data-index="0"] button:focus').waitFor();
    await close();
  });

  it('reads the time line aloud, bucket by bucket', async () => {
    const { page, close } = await openCase(browser, intrusionView());
    const slider = page.getByRole('slider');
    await slider.focus();
    await page.keyboard.press('Home');
    expect(await slider.getAttribute('aria-valuetext')).toContain('2023-05-18. Incident 1: 0.');
    await page.keyboard.press('ArrowRight');
    expect(await slider.getAttribute('aria-valuetext')).toContain('2023-05-19.');
    await close();
  });

  it('opens an event and comes back to where it was', async () => {
    const { page, close } = await openCase(browser, intrusionView());
    await page.locator('#incident-1 .disclosure-button').last().focus();
    await page.keyboard.press('Enter');
    const event = page.locator('#incident-1 .finding .event-ref').first();
    await event.focus();
    await page.keyboard.press('Enter');
    await page.locator('dialog[open]').waitFor();
    expect(await page.evaluate(`document.activeElement.closest('dialog') !== null`)).toBe(true);
    await page.keyboard.press('Escape');
    expect(await page.evaluate(`document.activeElement.className`)).toBe('event-ref');
    await close();
  });
});

describe.skipIf(CHROMIUM === undefined)(named('on paper'), () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
  });

  it('is expanded and whole, black on white', async () => {
    const { page, incidents, close } = await openCase(browser, intrusionView(), { colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print' });
    await page.locator('#messages tr[data-index="131"]').waitFor();
    expect(await page.locator('.disclosure-button[aria-expanded="false"]').count()).toBe(0);
    expect(await page.locator('.finding').count()).toBe(8);
    expect(await page.evaluate('getComputedStyle(document.documentElement).backgroundColor')).toBe(
      'rgb(255, 255, 255)',
    );
    expect(
      await page.evaluate(
        `[...document.querySelectorAll('.table-scroll')].filter((e) => e.scrollHeight > e.clientHeight + 1).length`,
      ),
    ).toBe(0);
    const picture = await page.screenshot({ fullPage: true });
    expect(picture.length).toBeGreaterThan(100_000);
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(incidents).toEqual([]);
    await page.emulateMedia({ media: 'screen' });
    await page.locator('#messages tr[data-index="131"]').waitFor({ state: 'detached' });
    await close();
  });

  it('says what a large case leaves out', async () => {
    const { page, close } = await openCase(browser, hugeView());
    await page.emulateMedia({ media: 'print' });
    await page.getByText('The first 1,000 of 60,000 rows are printed').waitFor();
    await close();
  }, 60_000);
});
