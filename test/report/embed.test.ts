import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CASE_PLACEHOLDER, embedCase, scriptJson } from '../../src/report/embed.ts';
import { hostileView, intrusionView } from '../ui/fixtures.ts';

const TEMPLATE = `<!doctype html><div></div>${CASE_PLACEHOLDER}<script>1</script>`;

function embedded(html: string): unknown {
  const start = html.indexOf('id="letterlock-case">') + 'id="letterlock-case">'.length;
  return JSON.parse(html.slice(start, html.indexOf('</script>', start)));
}

describe('scriptJson', () => {
  it('lets no text end its script element, and keeps the value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const text = scriptJson(value);
        expect(text).not.toMatch(/[<\u2028\u2029]/);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      { seed: 20230616, numRuns: 500 },
    );
  });

  it.each(['</script>', '<!--<script>', '\u2028', '\u2029', '\ud800', '\u0000', '$&'])('escapes %j', (text) => {
    expect(scriptJson([text])).not.toMatch(/[<\u2028\u2029\0\ud800]/);
    expect(JSON.parse(scriptJson([text]))).toEqual([text]);
  });
});

describe('embedCase', () => {
  it('puts a case in as it is', () => {
    expect(embedded(embedCase(TEMPLATE, intrusionView()))).toEqual(intrusionView());
  });

  it('takes no text of a log for a pattern or markup', () => {
    const html = embedCase(TEMPLATE, hostileView());
    expect(embedded(html)).toEqual(hostileView());
    expect(html.split('</script>')).toHaveLength(3);
    expect(html.endsWith('<script>1</script>')).toBe(true);
  });

  it.each([
    ['no place', '<!doctype html>'],
    ['two places', TEMPLATE + TEMPLATE],
  ])('refuses a template with %s', (_, template) => {
    expect(() => embedCase(template, intrusionView())).toThrow(TypeError);
  });
});
