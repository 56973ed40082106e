/** Makes archives for tests: zip with any member name, and zstd frames of raw and run-length blocks. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface Member {
  readonly name: string;
  readonly content: Buffer | string;
  readonly method?: number;
  readonly encrypted?: boolean;
}

/** A zip archive (APPNOTE 4.3), names as they are, whatever they are. */
export function zip(members: readonly Member[]): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const { name, content, method = 8, encrypted = false } of members) {
    const plain = Buffer.from(content);
    const packed = method === 8 ? deflateRawSync(plain) : plain;
    const label = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x800 | (encrypted ? 1 : 0), 2);
    common.writeUInt16LE(method, 4);
    common.writeUInt32LE(crc32(plain), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(plain.length, 18);
    common.writeUInt16LE(label.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, label, packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), common, tail, label]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}

/** A zstd frame (RFC 8878) of raw blocks. */
export function zstd(content: Buffer | string, blockBytes = 1_000): Buffer {
  const plain = Buffer.from(content);
  const parts: Buffer[] = [frameHeader(plain.length)];
  for (let at = 0; at === 0 || at < plain.length; at += blockBytes) {
    const block = plain.subarray(at, at + blockBytes);
    parts.push(blockHeader(at + blockBytes >= plain.length, 0, block.length), block);
  }
  return Buffer.concat(parts);
}

/** A zstd frame that unpacks to `blocks` times 128 KiB of one byte. */
export function zstdBomb(byte: number, blocks: number): Buffer {
  const size = 128 * 1024;
  const parts: Buffer[] = [frameHeader(size * blocks)];
  for (let block = 1; block <= blocks; block += 1)
    parts.push(blockHeader(block === blocks, 1, size), Buffer.from([byte]));
  return Buffer.concat(parts);
}

function frameHeader(contentSize: number): Buffer {
  const header = Buffer.alloc(14);
  header.writeUInt32LE(0xfd2fb528, 0);
  // 8 bytes of content size, no checksum, no single segment; window of 1 MiB.
  header[4] = 0xc0;
  header[5] = 10 << 3;
  header.writeBigUInt64LE(BigInt(contentSize), 6);
  return header;
}

function blockHeader(last: boolean, type: number, size: number): Buffer {
  const header = Buffer.alloc(3);
  header.writeUIntLE((size << 3) | (type << 1) | (last ? 1 : 0), 0, 3);
  return header;
}
