/** Derived facts of a case: who is who, networks, applications, issuances. */
import { deriveFacts, openGeo, referenceData } from '../ingest/derive/index.ts';
import type { Case } from './case.ts';
import { journaled } from './journal.ts';
import { inPhase, type Watch } from './phase.ts';
import { doneWith, markBegun, markDone } from './state.ts';

export interface DeriveGiven {
  /** `.mmdb` files: address to network and country. */
  readonly geo?: readonly string[] | undefined;
}

/** Derives anew where sources have come, or other `.mmdb` files are given. Findings rest on it, so they count as not run. */
export async function derivePhase(opened: Case, given: DeriveGiven, watch: Watch): Promise<void> {
  const { database } = opened;
  const before = await doneWith(database, 'derive');
  const geo = given.geo ?? [];
  // Without --geo, what an earlier run was given stands.
  if (before !== null && (geo.length === 0 || before === JSON.stringify(geo))) return;
  const work = async (): Promise<void> => {
    const lookups = await openGeo(geo);
    await markBegun(database, 'derive');
    await markBegun(database, 'detect');
    await opened.discardReport();
    await deriveFacts(database, { ...referenceData(), geo: lookups });
    await markDone(database, 'derive', JSON.stringify(geo));
  };
  await journaled(
    opened,
    'derive',
    { geo },
    () => inPhase(opened, 'derive', watch, work),
    () => null,
  );
}
