/**
 * The names of the DOM that playwright-core's types mention. Tests run in Node and touch no element themselves: the names
 * are enough, and the DOM's library would let any file use a `document` that is not there.
 */
interface Node {
  readonly nodeType: number;
}
interface HTMLElement extends Node {
  readonly tagName: string;
}
interface SVGElement extends Node {
  readonly tagName: string;
}
type HTMLElementTagNameMap = Record<never, HTMLElement>;
