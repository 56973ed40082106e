/** Containers of exports, for the bundled example and for tests: the same content each time, on every platform. */
import { crc32, deflateRawSync, gzipSync, constants as zlib } from 'node:zlib';

/** The byte of a gzip header that names the operating system, and its value for "unknown". */
const SYSTEM_AT = 9;
const UNKNOWN = 255;

/** @param {string} text */
export function gzip(text) {
  return anonymous(gzipSync(Buffer.from(text), { level: 9 }));
}

/**
 * What is left of a file of which only `text` had arrived when the copy stopped: it unpacks to just that, and then ends too
 * early. Cutting finished bytes instead would leave more or less with another release of zlib.
 * @param {string} text
 */
export function cutGzip(text) {
  const bytes = gzipSync(Buffer.from(text), { level: 9, finishFlush: zlib.Z_SYNC_FLUSH });
  return anonymous(bytes);
}

/** @param {Buffer} bytes */
function anonymous(bytes) {
  bytes[SYSTEM_AT] = UNKNOWN;
  return bytes;
}

/**
 * A zip of deflated members, dated 1980 (APPNOTE 6.3.10, without extras).
 * @param {readonly { name: string, text: string }[]} members
 */
export function zip(members) {
  /** @type {Buffer[]} */
  const locals = [];
  /** @type {Buffer[]} */
  const central = [];
  let offset = 0;
  for (const { name, text } of members) {
    const raw = Buffer.from(text);
    const packed = deflateRawSync(raw, { level: 9 });
    const path = Buffer.from(name);
    const common = commonHeader(crc32(raw), packed.length, raw.length, path.length);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), common, path, packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from('PK\u0001\u0002\u0014\u0000', 'latin1'), common, tail, path]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(members.length, 4);
  end.writeUInt16LE(members.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, directory, Buffer.from('PK\u0005\u0006', 'latin1'), end]);
}

/** What the local header and the directory have in common: deflated, UTF-8 names, 1 January 1980. */
function commonHeader(
  /** @type {number} */ sum,
  /** @type {number} */ packed,
  /** @type {number} */ raw,
  /** @type {number} */ name,
) {
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(0x0800, 2);
  common.writeUInt16LE(8, 4);
  common.writeUInt16LE(0x21, 8);
  common.writeUInt32LE(sum, 10);
  common.writeUInt32LE(packed, 14);
  common.writeUInt32LE(raw, 18);
  common.writeUInt16LE(name, 22);
  return common;
}
