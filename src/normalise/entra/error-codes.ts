/**
 * Error codes of Entra that end a request without a token although nothing was refused: the flow goes on with a further
 * step. Everything else that is not 0 is a failure.
 * Source: learn.microsoft.com/entra/identity-platform/reference-error-codes (2024-04-24)
 */
export const INTERRUPTS: Readonly<Record<number, string>> = {
  16000: 'another account must be picked or signed in',
  16001: 'an account of the list must be picked again',
  50015: 'legal age group consent is required',
  50055: 'the password has expired and may be changed now',
  50058: 'nobody is signed in yet',
  50072: 'a second factor must be enrolled',
  50074: 'a second factor is required',
  50076: 'a second factor is required by policy or place',
  50078: 'the second factor has expired and must be given again',
  50079: 'a second factor must be registered',
  50097: 'the device must authenticate',
  50125: 'a password reset or its registration comes first',
  50127: 'a broker app must be installed',
  50129: 'the device must be registered',
  50136: 'a personal session was found',
  50140: 'the user is asked whether to stay signed in',
  50144: 'the on-premises password has expired and may be changed now',
  50158: 'an external challenge (a further factor) comes first',
  50168: 'the browser must fetch a token first',
  50199: 'the user is asked to confirm the application',
  51006: 'a fresh sign-in is required',
  65001: 'the user is asked to consent to the application',
  90094: 'an administrator must consent',
  90095: 'an administrator is asked to consent',
};

const LIST = Object.keys(INTERRUPTS).join(', ');

/**
 * SQL: outcome of a sign-in from its error code. `otherwise` is the outcome where the log states no code (`NULL` where it
 * states nothing at all).
 */
export function outcomeOfCode(code: string, otherwise: string): string {
  return `CASE WHEN ${code} IS NULL THEN ${otherwise} WHEN ${code} = 0 THEN 'completed' WHEN ${code} IN (${LIST}) THEN 'interrupted' ELSE 'failed' END`;
}

/** SQL: whether the code is an interrupt. */
export function isInterrupt(code: string): string {
  return `${code} IN (${LIST})`;
}
