/** File names of the notification sheets: one for each mailbox that an incident touches, unless it was judged benign. */
import type { Scope, ScopeExposure } from '../../scope/index.ts';
import { fileName } from '../files.ts';

/** Exposures of one mailbox, in the order of the incidents. */
export interface SheetPlace {
  readonly mailboxId: string;
  readonly mailbox: string;
  /** Name without ending, below `sheets/`. */
  readonly name: string;
  readonly exposures: readonly ScopeExposure[];
}

export interface SheetNames {
  /** By mailbox label, then id. */
  readonly places: readonly SheetPlace[];
  /** `sheets/anna@contoso.example.html`; null where the exposure stands in no sheet. */
  readonly fileOf: (exposure: ScopeExposure, ending: '.html' | '.csv') => string | null;
}

export function sheetNames(scope: Scope): SheetNames {
  const benign = new Set(scope.incidents.flatMap(({ id, decision }) => (decision?.state === 'benign' ? [id] : [])));
  const boxes = new Map<string, ScopeExposure[]>();
  for (const exposure of scope.exposures) {
    if (exposure.mailboxId === '' || benign.has(exposure.incident)) continue;
    const own = boxes.get(exposure.mailboxId) ?? [];
    own.push(exposure);
    boxes.set(exposure.mailboxId, own);
  }
  const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  const label = (id: string): string => boxes.get(id)?.[0]?.mailbox ?? id;
  const ids = [...boxes.keys()].sort((a, b) => order(label(a), label(b)) || order(a, b));
  // The index has a name of its own, and a label that is another's counts by its id too.
  const taken = new Set(['index']);
  const places = ids.map((mailboxId): SheetPlace => {
    const plain = fileName(label(mailboxId), '');
    const name = taken.has(plain.toLowerCase()) ? fileName(`${label(mailboxId)} ${mailboxId}`, '') : plain;
    taken.add(name.toLowerCase());
    return { mailboxId, mailbox: label(mailboxId), name, exposures: boxes.get(mailboxId) ?? [] };
  });
  const names = new Map(places.map(({ mailboxId, name }) => [mailboxId, name]));
  return {
    places,
    fileOf: ({ mailboxId, incident }, ending) => {
      const name = benign.has(incident) ? undefined : names.get(mailboxId);
      return name === undefined ? null : `sheets/${name}${ending}`;
    },
  };
}
