/** A case in which every text that a log can fill is hostile: it is shown as text, and nothing acts. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { segments, visible } from '../../ui/src/lib/visible.ts';
import { CHROMIUM, launch, named, type Opened, openAll, openCase } from './browser.ts';
import { hostileView } from './fixtures.ts';

/** The hidden characters of a text, named. */
function hiddenIn(text: string): readonly string[] {
  return segments(text, '\n').flatMap((part) => (part.named ? [part.text] : []));
}

describe.skipIf(CHROMIUM === undefined)(named('a hostile case'), () => {
  const view = hostileView();
  let browser: Browser;
  let opened: Opened;
  beforeAll(async () => {
    browser = await launch();
    opened = await openCase(browser, view);
  });
  afterAll(async () => {
    await opened?.close();
    await browser?.close();
  });

  it('acts nowhere, whatever is opened', async () => {
    const { page, incidents } = opened;
    await openAll(page);
    for (const event of (await page.locator('.finding .event-ref').all()).slice(0, 20)) {
      await event.click();
      await page.keyboard.press('Escape');
    }
    expect(await page.evaluate('window.acted')).toBeUndefined();
    expect(await page.evaluate('document.scripts.length')).toBe(2);
    expect(
      await page.evaluate(`document.querySelectorAll('img, iframe, object, embed, form, base, link').length`),
    ).toBe(0);
    expect(await page.evaluate(`document.querySelectorAll('main a, dialog a').length`)).toBe(0);
    expect(
      await page.evaluate(
        `[...document.querySelectorAll('*')].flatMap((e) => [...e.attributes]).filter((a) => a.name.startsWith('on')).length`,
      ),
    ).toBe(0);
    expect(incidents).toEqual([]);
  }, 60_000);

  it('is shown literally, hidden characters named', async () => {
    const text = (await opened.page.locator('main').textContent()) ?? '';
    const told = [
      ...view.summary.verdictReasons,
      ...view.summary.collectNext.flatMap((entry) => [entry.why, entry.how]),
      ...view.summary.incidents.flatMap((incident) => [
        incident.id,
        incident.title,
        ...incident.reasons,
        ...incident.links.flatMap((link) => [link.value, link.ground]),
        ...incident.response.map((step) => step.action),
      ]),
      ...view.findings.flatMap((finding) => [
        finding.title,
        finding.explanation,
        ...finding.otherCauses,
        ...finding.addresses,
      ]),
      ...view.exposure.map((entry) => entry.statement),
      ...view.sources.map((source) => source.path),
      ...view.checks.map((check) => check.title),
      ...view.notes,
    ];
    expect(told.length).toBeGreaterThan(60);
    for (const said of told) expect(text).toContain(visible(said));
  });

  it('leaves no character on the page that could turn or hide text', async () => {
    const texts: string = await opened.page.evaluate(`document.getElementById('report').textContent + document.title`);
    const attributes: string = await opened.page.evaluate(
      `[...document.querySelectorAll('#report *')].flatMap((e) => [...e.attributes].map((a) => a.value)).join(' ')`,
    );
    expect(texts.length).toBeGreaterThan(10_000);
    expect(hiddenIn(texts)).toEqual([]);
    expect(hiddenIn(attributes)).toEqual([]);
  });

  it('does not widen the page', async () => {
    expect(await opened.page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(1280);
  });

  it('cannot run script even where markup gets in: the policy holds', async () => {
    // Planted: what an injection would do, were there one.
    const { page } = opened;
    const refused = await page.evaluate(`(() => {
      try { const box = document.createElement('div'); box.innerHTML = '<img src=x onerror="window.acted=9">'; return false; } catch { return true; }
    })()`);
    expect(refused).toBe(true);
    await page.evaluate(`(() => {
      const script = document.createElement('script');
      try { script.textContent = 'window.acted=10'; } catch { return; }
      document.body.append(script);
    })()`);
    expect(await page.evaluate('window.acted')).toBeUndefined();
    expect(await page.evaluate(`fetch('https://attacker.example/').then(() => 'sent', () => 'refused')`)).toBe(
      'refused',
    );
  });
});
