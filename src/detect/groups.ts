/** Union-find over texts: which things belong together. */
export class Groups {
  readonly #parent = new Map<string, string>();

  /** The representative of a thing's group; a new thing is a group of its own. */
  find(thing: string): string {
    let root = thing;
    for (let next = this.#parent.get(root); next !== undefined && next !== root; next = this.#parent.get(root))
      root = next;
    let at = thing;
    while (at !== root) {
      const next = this.#parent.get(at) ?? root;
      this.#parent.set(at, root);
      at = next;
    }
    if (!this.#parent.has(thing)) this.#parent.set(thing, root);
    return root;
  }

  /** Makes two groups one. The smaller name represents it, whatever the order of calls. */
  join(one: string, other: string): void {
    const [a, b] = [this.find(one), this.find(other)];
    if (a === b) return;
    const [root, child] = a < b ? [a, b] : [b, a];
    this.#parent.set(child, root);
  }
}
