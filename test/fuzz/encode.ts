/** Encodings and packings around a text. */

import { deflateRawSync, gzipSync } from 'node:zlib';
import { crc32 } from './crc32.ts';
import type { Random } from './random.ts';

export function utf16(text: string, bigEndian: boolean): Buffer {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
  return bigEndian ? bytes.swap16() : bytes;
}

/** Several gzip members one after another, as log shippers append them. */
export function gzipMembers(bytes: Buffer, cuts: readonly number[]): Buffer {
  const edges = [0, ...[...cuts].sort((a, b) => a - b), bytes.length];
  return Buffer.concat(edges.slice(1).map((edge, index) => gzipSync(bytes.subarray(edges[index], edge))));
}

/** A zstd frame of raw blocks: what an encoder writes for data that does not compress. RFC 8878, 3.1.1. */
export function zstdStored(bytes: Buffer): Buffer {
  const parts: Buffer[] = [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58])];
  const LARGEST = 64 * 1024;
  for (let at = 0; at < bytes.length || at === 0; at += LARGEST) {
    const block = bytes.subarray(at, at + LARGEST);
    const last = at + LARGEST >= bytes.length ? 1 : 0;
    const header = (block.length << 3) | last;
    parts.push(Buffer.from([header & 255, (header >> 8) & 255, (header >> 16) & 255]), block);
  }
  return Buffer.concat(parts);
}

export interface Member {
  readonly name: string;
  readonly bytes: Buffer;
}

/** A zip archive, written by hand: names go in as they are, whatever they are. APPNOTE 4.3. */
export function zip(members: readonly Member[], random: Random): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes } of members) {
    const stored = random.chance(3);
    const data = stored ? bytes : deflateRawSync(bytes);
    const label = Buffer.from(name, 'utf8');
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x0800, 2);
    common.writeUInt16LE(stored ? 0 : 8, 4);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(label.length, 22);
    locals.push(Buffer.from([0x50, 0x4b, 3, 4]), common, label, data);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    central.push(Buffer.from([0x50, 0x4b, 1, 2, 20, 0]), common, tail, label);
    offset += 4 + common.length + label.length + data.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}
