import { describe, expect, it } from 'vitest';
import { leafHash, PathBuilder, rootFromPath, TreeHasher } from '../../src/evidence/merkle.ts';
import { strangerFinds } from './stranger.ts';

/** The inputs and roots with which implementations of RFC 6962 test themselves (certificate-transparency). */
const INPUTS = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

function leaves(size: number): readonly Buffer[] {
  return Array.from({ length: size }, (_, index) => Buffer.from(`record ${index}`));
}

function rootOf(data: readonly Buffer[]): Buffer {
  const hasher = new TreeHasher();
  for (const leaf of data) hasher.add(leafHash(leaf));
  return hasher.root();
}

function pathOf(data: readonly Buffer[], index: number): readonly Buffer[] {
  const path = new PathBuilder(index, data.length);
  for (const leaf of data) path.add(leafHash(leaf));
  return path.path();
}

describe('the tree', () => {
  it('has the roots of RFC 6962', () => {
    const hasher = new TreeHasher();
    expect(hasher.root().toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    const roots = INPUTS.map((input) => {
      hasher.add(leafHash(Buffer.from(input, 'hex')));
      return hasher.root().toString('hex');
    });
    expect(roots).toEqual(ROOTS);
  });

  it('gives paths that lead to the root, for us and for a stranger, and for no other leaf', () => {
    let checked = 0;
    for (let size = 1; size <= 33; size += 1) {
      const data = leaves(size);
      const root = rootOf(data);
      for (let index = 0; index < size; index += 1) {
        const path = pathOf(data, index);
        const leaf = leafHash(data[index] ?? Buffer.alloc(0));
        expect(rootFromPath(leaf, index, size, path)?.equals(root)).toBe(true);
        const head = { logSize: BigInt(size), logHash: root };
        expect(() => strangerFinds(data[index] ?? Buffer.alloc(0), index, path, head)).not.toThrow();
        expect(() => strangerFinds(Buffer.from('x'), index, path, head)).toThrow();
        expect(rootFromPath(leafHash(Buffer.from('x')), index, size, path)?.equals(root)).toBe(false);
        checked += 1;
      }
    }
    expect(checked).toBe(561);
  });

  it('refuses paths that do not fit the size, and leaves that are not there', () => {
    const data = leaves(7);
    const path = pathOf(data, 2);
    const leaf = leafHash(Buffer.from('record 2'));
    expect(rootFromPath(leaf, 7, 7, path)).toBeNull();
    expect(rootFromPath(leaf, -1, 7, path)).toBeNull();
    expect(rootFromPath(leaf, 2, 7, path.slice(1))).toBeNull();
    expect(rootFromPath(leaf, 2, 7, [...path, leaf])).toBeNull();
    expect(() => new PathBuilder(7, 7)).toThrow(RangeError);
  });
});
