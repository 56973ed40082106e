/**
 * Who is who. Records tie names to stable identifiers; persons are the groups that follow from it.
 *
 * A person has one object id, one mailbox and one PUID: a tie that would give a second one contradicts what is known and
 * is dropped, the strongest ties being taken first. So a forged token that carries another user's object id merges
 * nobody, and an address that was given to somebody else later stays two persons. Labels (addresses) never tie two
 * identifiers of one kind; a renamed user keeps the identifier and gains a label.
 */

export type NodeKind = 'object' | 'mailbox' | 'puid' | 'sid' | 'label';

/** How much a statement is worth. A token's own words about a user are weak: a forger writes them. */
export const STRENGTH = { directory: 4, stated: 3, weak: 2 } as const;

/** One distinct statement that two names belong to one subject, over all records that make it. Times in microseconds. */
export interface Claim {
  readonly tenant: string | null;
  readonly kind: NodeKind;
  readonly id: string;
  readonly otherKind: NodeKind;
  readonly other: string;
  readonly strength: number;
  readonly records: number;
  /** Null: a configuration export, which states the present. */
  readonly first: number | null;
  readonly last: number | null;
  /** What a label is, where an export says so. */
  readonly labelKind: 'upn' | 'alias' | null;
}

/** A name that occurs in facts, tied to anything or not. */
export interface Occurrence {
  readonly tenant: string | null;
  readonly kind: NodeKind;
  readonly id: string;
  readonly first: number | null;
  readonly last: number | null;
}

export interface PersonName {
  readonly kind: NodeKind;
  readonly id: string;
  readonly labelKind: 'upn' | 'alias' | null;
  readonly ground: 'directory' | 'stated' | 'itself';
  readonly first: number | null;
  readonly last: number | null;
}

export interface ResolvedPerson {
  readonly tenant: string | null;
  /** Object id, else mailbox, else the address (or what else there is). */
  readonly key: string;
  readonly address: string | null;
  readonly mailboxId: string | null;
  /** Sorted by kind and id; a label stands at one person only. */
  readonly names: readonly PersonName[];
}

interface Node {
  readonly kind: NodeKind;
  readonly id: string;
  parent: Node;
  /** Of the root: identifiers of the kinds a person has one of. */
  object: string | null;
  mailbox: string | null;
  puid: string | null;
  first: number | null;
  last: number | null;
}

interface LabelClaim {
  readonly node: Node;
  readonly claim: Claim;
}

const SINGLE = ['object', 'mailbox', 'puid'] as const;

/** How many neighbours in time a claim on a shared label is compared with: bounds hostile input, never met otherwise. */
const NEIGHBOURS = 16;

export function resolvePersons(
  claims: readonly Claim[],
  occurrences: readonly Occurrence[],
): readonly ResolvedPerson[] {
  const tenants = new Map<string | null, { claims: Claim[]; occurrences: Occurrence[] }>();
  const of = (tenant: string | null): { claims: Claim[]; occurrences: Occurrence[] } => {
    const there = tenants.get(tenant) ?? { claims: [], occurrences: [] };
    tenants.set(tenant, there);
    return there;
  };
  for (const claim of claims) of(claim.tenant).claims.push(claim);
  for (const occurrence of occurrences) of(occurrence.tenant).occurrences.push(occurrence);
  const names = [...tenants.keys()].sort((left, right) => text(left ?? '', right ?? ''));
  return names.flatMap((tenant) => {
    const part = of(tenant);
    return resolveTenant(tenant, part.claims, part.occurrences);
  });
}

function resolveTenant(
  tenant: string | null,
  claims: readonly Claim[],
  occurrences: readonly Occurrence[],
): readonly ResolvedPerson[] {
  const nodes = new Nodes();
  for (const each of occurrences) nodes.seen(nodes.get(each.kind, each.id), each.first, each.last);
  const ordered = claims
    .map((claim) => ({ claim, order: [claim.kind, claim.id, claim.otherKind, claim.other].join('\u0000') }))
    .sort((left, right) => byWeight(left.claim, right.claim) || text(left.order, right.order));
  const labelClaims = new Map<Node, LabelClaim[]>();
  const addLabel = (label: Node, node: Node, claim: Claim): void => {
    const list = labelClaims.get(label) ?? [];
    labelClaims.set(label, list);
    list.push({ node, claim });
  };
  const direct: { readonly one: Node; readonly two: Node; readonly strength: number }[] = [];
  for (const { claim } of ordered) {
    const [one, two] = [nodes.get(claim.kind, claim.id), nodes.get(claim.otherKind, claim.other)];
    for (const node of [one, two]) nodes.seen(node, claim.first, claim.last);
    if (two.kind === 'label' && one.kind !== 'label') addLabel(two, one, claim);
    else if (one.kind === 'label' && two.kind !== 'label') addLabel(one, two, claim);
    else direct.push({ one, two, strength: claim.strength });
  }
  // What is stated comes first, in whatever way it ties; a weak word only counts where that leaves room.
  const shared = bridges(labelClaims);
  for (const strong of [true, false]) {
    for (const ties of [direct, shared]) {
      for (const { one, two, strength } of ties) if (strength >= STRENGTH.stated === strong) unite(one, two);
    }
  }
  const owners = new Map([...labelClaims].map(([label, list]) => [label, owningClaim(list)]));
  for (const [label, { node }] of owners) unite(label, node);
  return persons(tenant, nodes, owners);
}

class Nodes {
  readonly #all = new Map<string, Node>();

  get(kind: NodeKind, id: string): Node {
    const key = `${kind}\u0000${id}`;
    const there = this.#all.get(key);
    if (there !== undefined) return there;
    const own = (wanted: NodeKind): string | null => (kind === wanted ? id : null);
    const node: Omit<Node, 'parent'> = {
      kind,
      id,
      object: own('object'),
      mailbox: own('mailbox'),
      puid: own('puid'),
      first: null,
      last: null,
    };
    // A root is its own parent.
    const root: Node = Object.assign(node, { parent: node as Node });
    this.#all.set(key, root);
    return root;
  }

  seen(node: Node, first: number | null, last: number | null): void {
    node.first = earlier(node.first, first);
    node.last = later(node.last, last);
  }

  all(): Iterable<Node> {
    return this.#all.values();
  }
}

function rootOf(node: Node): Node {
  let at = node;
  while (at.parent !== at) {
    at.parent = at.parent.parent;
    at = at.parent;
  }
  return at;
}

/** Makes two groups one, unless that would give a person two identifiers of a kind it has one of. */
function unite(one: Node, two: Node): boolean {
  const [left, right] = [rootOf(one), rootOf(two)];
  if (left === right) return true;
  if (SINGLE.some((kind) => left[kind] !== null && right[kind] !== null && left[kind] !== right[kind])) return false;
  right.parent = left;
  for (const kind of SINGLE) left[kind] ??= right[kind];
  return true;
}

interface Bridge {
  readonly one: Node;
  readonly two: Node;
  readonly strength: number;
  /** Microseconds in which both bore the label; negative: the gap between them. */
  readonly overlap: number;
  readonly order: string;
}

/**
 * Identifiers that share a label and lack what the other has (a mailbox without an object id, an object id without a
 * mailbox). Where a label had several owners, those go together whose times overlap most.
 */
function bridges(labelClaims: ReadonlyMap<Node, readonly LabelClaim[]>): readonly Bridge[] {
  const strongest = new Map<Node, number>();
  for (const list of labelClaims.values()) {
    for (const { node, claim } of list) strongest.set(node, Math.max(strongest.get(node) ?? 0, claim.strength));
  }
  const candidates: Bridge[] = [];
  for (const [label, list] of labelClaims) {
    // A weak word of an identifier that has a stronger one about itself is not heard.
    const heard = list
      .filter(({ node, claim }) => claim.strength === strongest.get(node))
      .sort((left, right) => start(left.claim) - start(right.claim));
    for (const [index, left] of heard.entries()) {
      for (const right of heard.slice(index + 1, index + 1 + NEIGHBOURS)) {
        const overlap = Math.min(end(left.claim), end(right.claim)) - Math.max(start(left.claim), start(right.claim));
        const strength = Math.min(left.claim.strength, right.claim.strength);
        const order = [label.id, left.node.kind, left.node.id, right.node.kind, right.node.id].join('\u0000');
        candidates.push({ one: left.node, two: right.node, strength, overlap, order });
      }
    }
  }
  candidates.sort(
    (left, right) =>
      right.strength - left.strength || compareNumbers(right.overlap, left.overlap) || text(left.order, right.order),
  );
  return candidates;
}

/** An export states the present: it is later than every record. */
function start(claim: Claim): number {
  return claim.first ?? Number.MAX_SAFE_INTEGER;
}

function end(claim: Claim): number {
  return claim.last ?? Number.MAX_SAFE_INTEGER;
}

/** Whose a label is now: weak words only count where there are no others; then the newest, then the most. */
function owningClaim(list: readonly LabelClaim[]): LabelClaim {
  const rank = (strength: number): number => (strength >= STRENGTH.stated ? 1 : 0);
  const [best] = [...list].sort(
    (left, right) =>
      rank(right.claim.strength) - rank(left.claim.strength) ||
      compareNumbers(end(right.claim), end(left.claim)) ||
      right.claim.records - left.claim.records ||
      text(`${left.node.kind}\u0000${left.node.id}`, `${right.node.kind}\u0000${right.node.id}`),
  );
  if (best === undefined) throw new TypeError('a label without a claim');
  return best;
}

function persons(
  tenant: string | null,
  nodes: Nodes,
  owners: ReadonlyMap<Node, LabelClaim>,
): readonly ResolvedPerson[] {
  const groups = new Map<Node, Node[]>();
  for (const node of nodes.all()) {
    const root = rootOf(node);
    const members = groups.get(root) ?? [];
    groups.set(root, members);
    members.push(node);
  }
  const result = [...groups].map(([root, members]) => {
    const names = members
      .map((node) => nameOf(node, owners.get(node) ?? null))
      .sort((left, right) => text(left.kind, right.kind) || text(left.id, right.id));
    const address = displayLabel(names);
    const key = root.object ?? root.mailbox ?? address ?? root.puid ?? names[0]?.id ?? '';
    return { tenant, key, address, mailboxId: root.mailbox, names };
  });
  return result.sort((left, right) => text(left.key, right.key));
}

function nameOf(node: Node, owner: LabelClaim | null): PersonName {
  const ground =
    owner === null
      ? node.kind === 'label'
        ? 'itself'
        : 'stated'
      : owner.claim.strength === STRENGTH.directory
        ? 'directory'
        : 'stated';
  return {
    kind: node.kind,
    id: node.id,
    labelKind: owner?.claim.labelKind ?? null,
    ground,
    first: node.first,
    last: node.last,
  };
}

/** The address a person is shown by: the principal name of a directory, else the newest that the logs use. */
function displayLabel(names: readonly PersonName[]): string | null {
  const score = (name: PersonName): number =>
    (name.labelKind === 'upn' ? 2 : 0) +
    (/^[^\s[\]{}]+@[^\s[\]{}]+$/.test(name.id) ? 1 : 0) -
    (name.labelKind === 'alias' ? 1 : 0);
  const [best] = names
    .filter((name) => name.kind === 'label')
    .sort(
      (left, right) =>
        score(right) - score(left) || compareNumbers(right.last ?? -1, left.last ?? -1) || text(left.id, right.id),
    );
  return best?.id ?? null;
}

function byWeight(left: Claim, right: Claim): number {
  return right.strength - left.strength || right.records - left.records || compareNumbers(end(right), end(left));
}

function earlier(one: number | null, two: number | null): number | null {
  return one === null ? two : two === null ? one : Math.min(one, two);
}

function later(one: number | null, two: number | null): number | null {
  return one === null ? two : two === null ? one : Math.max(one, two);
}

function compareNumbers(left: number, right: number): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Order by code units: the same on every machine. */
function text(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
