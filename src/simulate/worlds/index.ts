/** All worlds, in the order in which they are listed. */
import type { World } from '../core/world.ts';
import { office } from './office.ts';
import { stolenTokenWorld } from './stolen-token.ts';
import { storm2023 } from './storm-2023.ts';
import { storm2023Logs } from './storm-2023-logs-of-2023.ts';

export const WORLDS: readonly World[] = [office, storm2023, storm2023Logs, stolenTokenWorld];
