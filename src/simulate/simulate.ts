/** Writes one simulated tenant into a folder of its own. */
import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { LetterlockError } from '../errors.ts';
import type { World } from './core/world.ts';
import { type RunOptions, runWorld, type SimulationSummary } from './run.ts';
import { WORLDS } from './worlds/index.ts';

export interface SimulateOptions extends Omit<RunOptions, 'folder' | 'world'> {
  /** A world, or its name. */
  readonly world: World | string;
  /** Where to; must not exist, or be empty. Holds `logs/` and `truth/` afterwards. */
  readonly out: string;
}

/**
 * Runs a world and writes `out/logs/` (for `investigate`) and `out/truth/`. What is written stands under another name until it is
 * whole, and is removed where it is broken off.
 * @throws LetterlockError `folder-not-empty`, `world-unknown`; `interrupted` where `signal` is aborted.
 */
export async function simulate(options: SimulateOptions): Promise<SimulationSummary> {
  const { out, ...rest } = options;
  const world = typeof options.world === 'string' ? worldNamed(options.world) : options.world;
  if (existsSync(out) && (!statSync(out).isDirectory() || readdirSync(out).length > 0)) {
    throw new LetterlockError('folder-not-empty', { path: out });
  }
  const folder = `${out.replace(/[\\/]+$/, '')}.unfinished`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    const summary = await runWorld({ ...rest, world, folder });
    if (existsSync(out)) rmdirSync(out);
    renameSync(folder, out);
    return summary;
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

function worldNamed(name: string): World {
  const found = WORLDS.find((world) => world.name === name);
  if (found === undefined)
    throw new LetterlockError('world-unknown', { name, names: WORLDS.map((world) => world.name).join(', ') });
  return found;
}
