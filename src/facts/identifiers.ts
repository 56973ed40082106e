/**
 * Token identifiers: four encodings of one GUID, brought to the one form that can be compared.
 * Sources: learn.microsoft.com/entra/identity/authentication/how-to-authentication-track-linkable-identifiers;
 * the byte order was checked on real sign-ins (`id` beside `uniqueTokenIdentifier`).
 */

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Text of 16 bytes as .NET writes a GUID: the first three groups are little-endian. */
function guidFromLittleEndian(bytes: Buffer): string {
  const hex = (from: number, to: number): string => bytes.toString('hex', from, to);
  const swapped = (from: number, to: number): string => Buffer.from(bytes.subarray(from, to)).reverse().toString('hex');
  return [swapped(0, 4), swapped(4, 6), swapped(6, 8), hex(8, 10), hex(10, 16)].join('-');
}

/**
 * The GUID behind a token identifier, lower case; null where it decodes to none.
 * Accepts a GUID (with or without braces), base64 or base64url of the 16 little-endian bytes (with or without padding),
 * and base64 of the GUID's ASCII text (2022). Never lower-case the input first: base64 is case-sensitive.
 */
export function tokenGuid(text: string): string | null {
  const trimmed = text.trim().replace(/^\{(.*)\}$/, '$1');
  if (GUID.test(trimmed)) return trimmed.toLowerCase();
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(trimmed)) return null;
  const bytes = Buffer.from(trimmed, 'base64');
  if (bytes.length === 16 && /^.{22}(==)?$/.test(trimmed)) return guidFromLittleEndian(bytes);
  const ascii = bytes.toString('latin1');
  return GUID.test(ascii) ? ascii.toLowerCase() : null;
}

/** The 22-character base64url form of a GUID, as `uti` claims and audit records carry it. */
export function tokenBase64(guid: string): string {
  if (!GUID.test(guid)) throw new TypeError(`not a GUID: ${guid}`);
  const hex = guid.toLowerCase().split('-');
  const part = (index: number): Buffer => Buffer.from(hex[index] ?? '', 'hex');
  const swapped = [part(0).reverse(), part(1).reverse(), part(2).reverse(), part(3), part(4)];
  return Buffer.concat(swapped).toString('base64url');
}

/** How an event id is shown: 16 hex digits. */
export function eventIdText(eventId: bigint): string {
  return eventId.toString(16).padStart(16, '0');
}
