/** Puts data into a page that `ui/` builds, so that nothing in them can break out of its script element. */
import type { ReportView } from './view.ts';

/** The element of the template that the case goes into; it stands there exactly once. */
export const CASE_PLACEHOLDER = '<script type="application/json" id="letterlock-case"></script>';

/**
 * JSON that may stand inside a `<script>` element: without `<`, no text of the case can end the element or open a
 * comment in it (HTML, "script data state"); U+2028 and U+2029 would end a line of script. Lone surrogates come out of
 * `JSON.stringify` as escapes. `JSON.parse` gives back the same value.
 */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}

/** The finished page of a case. Throws as `embedJson`. */
export function embedCase(template: string, view: ReportView): string {
  return embedJson(template, CASE_PLACEHOLDER, view);
}

/**
 * A finished page: `value` in the empty script element `placeholder` of its template.
 * @throws TypeError where the template does not hold the placeholder exactly once: the build of `ui/` is at fault.
 */
export function embedJson(template: string, placeholder: string, value: unknown): string {
  const places = template.split(placeholder).length - 1;
  if (places !== 1) throw new TypeError(`the template holds ${places} places for its data, not one`);
  // A function as replacement: in a string, `$&` of a log would be a pattern.
  return template.replace(placeholder, () => placeholder.replace('></', () => `>${scriptJson(value)}</`));
}
