/** Chance that comes out the same each time, and the identifiers made from it in the vendors' encodings. */

/** A generator of numbers from 0 to 1 (mulberry32), its helpers, and identifiers. @param {number} seed */
export function randomness(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const int = (from, to) => from + Math.floor(next() * (to - from + 1));
  const pick = (list) => list[int(0, list.length - 1)];
  const chance = (share) => next() < share;
  const hex = (digits) => Array.from({ length: digits }, () => int(0, 15).toString(16)).join('');
  const guid = () => `${hex(8)}-${hex(4)}-4${hex(3)}-${pick(['8', '9', 'a', 'b'])}${hex(3)}-${hex(12)}`;
  /** Request ids of Entra end in 00. */
  const requestId = () => `${guid().slice(0, -2)}00`;
  const base64 = (length) =>
    Array.from({ length }, () => pick('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'.split(''))).join(
      '',
    );
  const sample = (list, count) => {
    const rest = [...list];
    return Array.from({ length: Math.min(count, rest.length) }, () => rest.splice(int(0, rest.length - 1), 1)[0]);
  };
  return { next, int, pick, chance, hex, guid, requestId, base64, sample };
}

/** The 16 bytes of a GUID as .NET writes them: the first three groups little-endian. @param {string} guid */
function littleEndian(guid) {
  const parts = guid.split('-').map((part) => Buffer.from(part, 'hex'));
  return Buffer.concat([parts[0].reverse(), parts[1].reverse(), parts[2].reverse(), parts[3], parts[4]]);
}

/** `uti` of a token, 22 characters: base64url of those bytes. @param {string} guid */
export function tokenId(guid) {
  return littleEndian(guid).toString('base64url');
}
