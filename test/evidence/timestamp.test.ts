import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseTimestamp, timestampRequest } from '../../src/evidence/timestamp.ts';
import { ANSWER, OTHER_HASH, REFUSAL } from './authority.ts';

const TEXT = Buffer.from('a checkpoint of the tests\n');

describe('time stamps', () => {
  it('are asked for as openssl asks (`openssl ts -query -sha256 -cert -no_nonce`)', () => {
    const hash = createHash('sha256').update(TEXT).digest('hex');
    expect(timestampRequest(TEXT).toString('hex')).toBe(
      `30390201013031300d060960864801650304020105000420${hash}0101ff`,
    );
  });

  it('are read as far as time and hash', () => {
    expect(parseTimestamp(ANSWER)).toEqual({
      at: '2026-11-24T11:17:17Z',
      imprint: createHash('sha256').update(TEXT).digest('hex'),
    });
  });

  it('are refused with the reason', () => {
    expect(parseTimestamp(REFUSAL)).toEqual({ problem: 'the authority refused it (status 2)' });
    expect(parseTimestamp(OTHER_HASH)).toEqual({
      problem: 'its imprint (SHA-256 is what was asked for) is of another kind',
    });
    expect(parseTimestamp(Buffer.from('<html>'))).toHaveProperty('problem');
    expect(parseTimestamp(Buffer.alloc(0))).toHaveProperty('problem');
  });

  it('never fail on bytes that are cut off or changed', () => {
    let problems = 0;
    for (let length = 0; length < ANSWER.length; length += 1) {
      if ('problem' in parseTimestamp(ANSWER.subarray(0, length))) problems += 1;
      const changed = Buffer.from(ANSWER);
      changed[length] = (changed[length] ?? 0) ^ 0xff;
      expect(() => parseTimestamp(changed)).not.toThrow();
    }
    expect(problems).toBe(ANSWER.length);
  });
});
