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

/** What a simulation writes at the top of its folder. */
const OURS: readonly string[] = ['logs', 'truth'];

/**
 * Runs a world and writes `out/logs/` (for `investigate`) and `out/truth/`. What is written stands under another name
 * (`out.unfinished`) until it is whole, and is removed where it is broken off.
 * @throws LetterlockError `folder-not-empty`, `folder-not-writable`, `world-unknown`; `interrupted` where `signal` is aborted.
 */
export async function simulate(options: SimulateOptions): Promise<SimulationSummary> {
  const { out, ...rest } = options;
  const world = typeof options.world === 'string' ? worldNamed(options.world) : options.world;
  if (!isFree(out, [])) throw new LetterlockError('folder-not-empty', { path: out });
  const folder = `${out.replace(/[\\/]+$/, '')}.unfinished`;
  // What an earlier run left when it was killed goes; anything else is somebody's.
  if (!isFree(folder, OURS)) throw new LetterlockError('folder-not-empty', { path: folder });
  try {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const summary = await runWorld({ ...rest, world, folder });
    if (existsSync(out)) rmdirSync(out);
    renameSync(folder, out);
    return summary;
  } catch (error) {
    discard(folder);
    throw unwritable(error, out);
  }
}

/** Removes what is there of a broken run. Where even that is refused, the first fault is the one to tell. */
function discard(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // The name says that it is unfinished.
  }
}

/** Whether nothing is there, or a folder with nothing in it but `known` names. */
function isFree(path: string, known: readonly string[]): boolean {
  if (!existsSync(path)) return true;
  return statSync(path).isDirectory() && readdirSync(path).every((name) => known.includes(name));
}

/** A fault of the file system as one that is told to people; anything else as it is. */
function unwritable(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return error;
  return new LetterlockError('folder-not-writable', { path, reason: String(error.code) }, { cause: error });
}

function worldNamed(name: string): World {
  const found = WORLDS.find((world) => world.name === name);
  if (found === undefined) {
    throw new LetterlockError('world-unknown', { name, names: WORLDS.map((world) => world.name).join(', ') });
  }
  return found;
}
