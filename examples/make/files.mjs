/** Containers of the exports: CSV, zip, gzip; the same bytes each time. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { crc32, deflateRawSync, gzipSync } from 'node:zlib';

export const BOM = '\uFEFF';

/** RFC 4180, CRLF. @param {readonly string[]} header @param {readonly Record<string, unknown>[]} rows */
export function csv(header, rows, { quoteAll = false } = {}) {
  const cell = (value) => {
    const text = value === null || value === undefined ? '' : String(value);
    return quoteAll || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [header, ...rows.map((row) => header.map((name) => row[name]))]
    .map((line) => `${line.map(cell).join(',')}\r\n`)
    .join('');
}

export const jsonLines = (records) => records.map((record) => `${JSON.stringify(record)}\n`).join('');

export function gzip(text) {
  const bytes = gzipSync(Buffer.from(text), { level: 9 });
  // The byte that names the operating system.
  bytes[9] = 255;
  return bytes;
}

/** A zip of deflated members, dated 1980. @param {readonly { name: string, text: string }[]} members */
export function zip(members) {
  const locals = [];
  const central = [];
  let offset = 0;
  for (const { name, text } of members) {
    const raw = Buffer.from(text);
    const packed = deflateRawSync(raw, { level: 9 });
    const path = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x0800, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt16LE(0, 6);
    common.writeUInt16LE(0x21, 8);
    common.writeUInt32LE(crc32(raw), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(raw.length, 18);
    common.writeUInt16LE(path.length, 22);
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

/** @param {string} folder @param {ReadonlyMap<string, string | Buffer>} files path below the folder -> content */
export function writeFiles(folder, files) {
  for (const [path, content] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}
