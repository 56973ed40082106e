/**
 * RFC 3161 time stamps over a checkpoint: the request, and as much of the answer as tells whether it is about this
 * checkpoint. The authority's own signature is for openssl to check (docs/evidence.md), which knows certificates.
 */
import { hash } from 'node:crypto';

const SHA256_OID = '608648016503040201';
const SIGNED_DATA_OID = '2a864886f70d010702';
const TST_INFO_OID = '2a864886f70d0109100104';

/** A `TimeStampReq` for the bytes, DER: version 1, SHA-256, the authority's certificate asked for, no nonce. */
export function timestampRequest(bytes: Buffer): Buffer {
  const algorithm = Buffer.from(`300d0609${SHA256_OID}0500`, 'hex');
  const imprint = der(0x30, algorithm, der(0x04, hash('sha256', bytes, 'buffer')));
  return der(0x30, Buffer.from('020101', 'hex'), imprint, Buffer.from('0101ff', 'hex'));
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  if (content.length > 0x7f) throw new TypeError('longer than a request can be');
  return Buffer.concat([Buffer.from([tag, content.length]), content]);
}

export interface Timestamp {
  /** When the authority says that it saw the hash, ISO 8601, UTC. */
  readonly at: string;
  /** SHA-256 that was stamped, hex. */
  readonly imprint: string;
}

/** What a `TimeStampResp` states; a reason where it is none, was refused, or is of another hash function. */
export function parseTimestamp(response: Buffer): Timestamp | { readonly problem: string } {
  try {
    return readResponse(response);
  } catch (error) {
    if (error instanceof NotDer) return { problem: error.message };
    throw error;
  }
}

class NotDer extends Error {}

interface Element {
  readonly tag: number;
  readonly content: Buffer;
}

/** TimeStampResp > ContentInfo > SignedData > EncapsulatedContentInfo > TSTInfo. */
function readResponse(response: Buffer): Timestamp {
  const [status, token] = children(only(response, 0x30, 'the answer'));
  const [code] = children(expect(status, 0x30, 'its status'));
  const granted = expect(code, 0x02, 'its status').readUIntBE(0, 1);
  if (granted > 1) throw new NotDer(`the authority refused it (status ${granted})`);
  const [type, explicit] = children(expect(token, 0x30, 'its token'));
  expectOid(type, SIGNED_DATA_OID, 'its token');
  const signedData = only(expect(explicit, 0xa0, 'its token'), 0x30, 'its token');
  const [, , encapsulated] = children(signedData);
  const [contentType, content] = children(expect(encapsulated, 0x30, 'its content'));
  expectOid(contentType, TST_INFO_OID, 'its content');
  const info = only(only(expect(content, 0xa0, 'its content'), 0x04, 'its content'), 0x30, 'its content');
  const [, , imprint, , time] = children(info);
  const [algorithm, hashed] = children(expect(imprint, 0x30, 'its imprint'));
  expectOid(
    children(expect(algorithm, 0x30, 'its imprint'))[0],
    SHA256_OID,
    'its imprint (SHA-256 is what was asked for)',
  );
  return {
    at: generalizedTime(expect(time, 0x18, 'its time').toString('latin1')),
    imprint: expect(hashed, 0x04, 'its imprint').toString('hex'),
  };
}

function children(bytes: Buffer): readonly Element[] {
  const elements: Element[] = [];
  for (let at = 0; at < bytes.length; ) {
    const { element, end } = elementAt(bytes, at);
    elements.push(element);
    at = end;
  }
  return elements;
}

function elementAt(bytes: Buffer, start: number): { readonly element: Element; readonly end: number } {
  const tag = bytes[start];
  const first = bytes[start + 1];
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) throw new NotDer('it is not DER');
  let at = start + 2;
  let length = first;
  if (first >= 0x80) {
    const size = first & 0x7f;
    if (size === 0 || size > 4 || at + size > bytes.length) throw new NotDer('it is not DER');
    length = bytes.readUIntBE(at, size);
    at += size;
  }
  if (at + length > bytes.length) throw new NotDer('it is cut off');
  return { element: { tag, content: bytes.subarray(at, at + length) }, end: at + length };
}

/** The content of the one element that the bytes are. */
function only(bytes: Buffer, tag: number, what: string): Buffer {
  const elements = children(bytes);
  if (elements.length !== 1) throw new NotDer(`${what} is not what RFC 3161 says`);
  return expect(elements[0], tag, what);
}

function expect(element: Element | undefined, tag: number, what: string): Buffer {
  if (element?.tag !== tag || element.content.length === 0) throw new NotDer(`${what} is not what RFC 3161 says`);
  return element.content;
}

function expectOid(element: Element | undefined, oid: string, what: string): void {
  if (expect(element, 0x06, what).toString('hex') !== oid) throw new NotDer(`${what} is of another kind`);
}

/** `20230616051209.123Z`, as DER has it. */
function generalizedTime(text: string): string {
  const parts = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\.\d+)?Z$/.exec(text);
  if (parts === null) throw new NotDer('its time is not what RFC 3161 says');
  const [, year, month, day, hour, minute, second, fraction = ''] = parts;
  return `${year}-${month}-${day}T${hour}:${minute}:${second}${fraction}Z`;
}
