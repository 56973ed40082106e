/** The key that seals: the user's own, made on first use, or one that was named. */
import { existsSync } from 'node:fs';
import { LetterlockError } from '../errors.ts';
import { liesWithin, loadSigner, makeKey, ownKeyFile, type Signer } from '../evidence/index.ts';
import type { Context } from './context.ts';
import { plain } from './output.ts';

/** Throws `key-invalid`, also for a key inside the case: whoever has the folder could seal it anew. */
export async function signerFor(
  { environment, output }: Context,
  file: string | undefined,
  name: string | undefined,
  caseFolder: string,
): Promise<Signer> {
  const own = ownKeyFile(environment, process.platform);
  const used = file ?? own;
  if (liesWithin(used, caseFolder))
    throw new LetterlockError('key-invalid', {
      what: `${used}: lies in the case folder; whoever has the folder could seal it anew`,
    });
  if (file === undefined && !existsSync(own)) {
    await makeKey(own);
    output.err(`letterlock: made a new key, ${plain(own)}. Keep a copy where nobody else can reach it.\n`);
  }
  return await loadSigner(used, name);
}
