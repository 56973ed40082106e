/** The pinned list of ATT&CK techniques: a detection may name only what is in it (membership, not form). */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { LetterlockError } from '../errors.ts';
import { parseYaml, placeOf } from './located.ts';

const SCHEMA = z.strictObject({
  source: z.url(),
  version: z.string(),
  date: z.iso.date(),
  tactics: z
    .array(z.strictObject({ id: z.string().regex(/^TA\d{4}$/), slug: z.string(), name: z.string() }))
    .readonly(),
  techniques: z
    .array(
      z.strictObject({
        id: z.string().regex(/^T\d{4}(\.\d{3})?$/),
        name: z.string(),
        tactics: z.array(z.string()).readonly(),
      }),
    )
    .readonly(),
});

export interface Technique {
  readonly id: string;
  readonly name: string;
  /** Slugs of its tactics: `collection`, `persistence` … */
  readonly tactics: readonly string[];
}

export interface Attack {
  readonly version: string;
  readonly date: string;
  readonly source: string;
  readonly techniques: ReadonlyMap<string, Technique>;
}

export const ATTACK_FILE: URL = new URL('../../reference/attack.yml', import.meta.url);

/** Reads reference/attack.yml; a fault in it is a fault of this program's installation. */
export function loadAttack(file: URL = ATTACK_FILE): Attack {
  const parsed = parseYaml('reference/attack.yml', readFileSync(file, 'utf8'), SCHEMA);
  if (!parsed.ok) {
    const [first] = parsed.problems;
    throw new LetterlockError('internal', {
      what: first === undefined ? 'attack.yml' : `${first.file}${placeOf(first)}: ${first.problem}`,
    });
  }
  const { value } = parsed.located;
  const slugs = new Map(value.tactics.map((tactic) => [tactic.id, tactic.slug]));
  const techniques = value.techniques.map((technique): [string, Technique] => {
    const tactics = technique.tactics.map((id) => {
      const slug = slugs.get(id);
      if (slug === undefined)
        throw new LetterlockError('internal', { what: `attack.yml: ${technique.id} names the unknown tactic ${id}` });
      return slug;
    });
    return [technique.id, { id: technique.id, name: technique.name, tactics }];
  });
  return { version: value.version, date: value.date, source: value.source, techniques: new Map(techniques) };
}
