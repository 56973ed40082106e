/**
 * What a federation server (AD FS) logs of a sign-in that it vouches for: a row of its own a moment before the identity
 * system's, with the same correlation. Source: learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-health-adfs-sign-in;
 * table ADFSSignInLogs of Azure Monitor. The identity system's row names the assertion as what was presented (`saml11`).
 */
import { requestIdOf } from '../core/identifiers.ts';
import type { SignInEvent } from '../core/model.ts';
import { hashOf } from '../core/random.ts';

/** Until the browser has brought the assertion to the identity system, milliseconds. */
const ON_ITS_WAY = 1500;

/** The federation server's row for a federated sign-in. */
export function assertionOf(seed: number, signIn: SignInEvent): SignInEvent {
  return {
    ...signIn,
    signInKind: 'adfs',
    time: signIn.time - ON_ITS_WAY,
    key: hashOf(seed, 'assertion', signIn.key),
    id: requestIdOf(seed, 'assertion', signIn.key),
    session: null,
    incoming: 'none',
    cae: false,
  };
}
