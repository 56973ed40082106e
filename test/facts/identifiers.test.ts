/** One token identifier in all its spellings, in both directions. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tokenBase64, tokenGuid } from '../../src/facts/index.ts';

/** Checked by hand: spelling, GUID, where it stands. */
const VECTORS: readonly (readonly [spelling: string, guid: string, source: string])[] = [
  [
    'xMFjTVvJPE2OChJx_YE-AA',
    '4d63c1c4-c95b-4d3c-8e0a-1271fd813e00',
    'a non-interactive sign-in of 1 February 2025: uniqueTokenIdentifier beside id',
  ],
  ['xMFjTVvJPE2OChJx_YE-AA==', '4d63c1c4-c95b-4d3c-8e0a-1271fd813e00', 'AADGraphActivityLogs, with padding'],
  ['xMFjTVvJPE2OChJx/YE+AA', '4d63c1c4-c95b-4d3c-8e0a-1271fd813e00', 'the same in the other alphabet'],
  ['4D63C1C4-C95B-4D3C-8E0A-1271FD813E00', '4d63c1c4-c95b-4d3c-8e0a-1271fd813e00', 'signInActivityId as a GUID'],
  [
    'MWM2MGVkN2MtYmU0OS00ZTUyLWI3ZmYtMjBlYzZkZjk2ODAw',
    '1c60ed7c-be49-4e52-b7ff-20ec6df96800',
    'a sign-in of 2022: base64 of the text of id',
  ],
  [
    '3kVZRE8tFkinHtPA7_EFAA',
    '445945de-2d4f-4816-a71e-d3c0eff10500',
    'AppAccessContext.UniqueTokenId of an Exchange record of September 2023, by hand: de455944 4f2d 1648 reversed by group',
  ],
];

/** None of these is an identifier: wrong length, lost capitals make another one, big-endian is another one. */
const OTHERS: readonly (readonly [spelling: string, guid: string | null])[] = [
  ['xMFjTVvJPE2OChJx_YE-A', null],
  ['xMFjTVvJPE2OChJx_YE-AAA', null],
  ['', null],
  ['not a token', null],
  ['TWPBxMlbTTyOChJx_YE-AA', 'c4c1634d-5bc9-3c4d-8e0a-1271fd813e00'],
];

const guids = fc.uuid();

describe('token identifiers', () => {
  test.each(VECTORS)('%s is %s (%s)', (spelling, guid) => {
    expect(tokenGuid(spelling)).toBe(guid);
  });

  test.each(OTHERS)('%s is %s', (spelling, guid) => {
    expect(tokenGuid(spelling)).toBe(guid);
  });

  test('every spelling of any GUID comes back to it', () => {
    fc.assert(
      fc.property(guids, (guid) => {
        const uti = tokenBase64(guid);
        expect(uti).toMatch(/^[A-Za-z0-9_-]{22}$/);
        const spellings = [
          uti,
          `${uti}==`,
          uti.replaceAll('-', '+').replaceAll('_', '/'),
          Buffer.from(guid, 'ascii').toString('base64'),
          guid,
          guid.toUpperCase(),
          `{${guid}}`,
          ` ${guid} `,
        ];
        for (const spelling of spellings) expect(tokenGuid(spelling)).toBe(guid.toLowerCase());
      }),
    );
  });

  test('any sixteen bytes are one GUID and come back as they were', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        const uti = Buffer.from(bytes).toString('base64url');
        const guid = tokenGuid(uti);
        expect(guid).not.toBeNull();
        expect(tokenBase64(guid ?? '')).toBe(uti);
      }),
    );
  });
});
