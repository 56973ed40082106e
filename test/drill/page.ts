/** What tests of pages and of schemas share. */

/** The object in the script element of a drill's page. */
export function dataIn<View>(page: string): View {
  const start = page.indexOf('id="letterlock-drill">') + 'id="letterlock-drill">'.length;
  return JSON.parse(page.slice(start, page.indexOf('</script>', start))) as View;
}

/** The same type without `readonly`, as schemas give it. */
export type Writable<T> = T extends readonly (infer Item)[]
  ? number extends T['length']
    ? Writable<Item>[]
    : { -readonly [Key in keyof T]: T[Key] }
  : T extends object
    ? { -readonly [Key in keyof T]: Writable<T[Key]> }
    : T;
