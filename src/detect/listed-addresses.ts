/** Which of the addresses in the facts belong to listed addresses and networks: compared as numbers, not as text. */
import { BlockList, isIP } from 'node:net';
import type { ListEntry } from './lists.ts';

/** A test for one `address` or `cidr` entry. */
export function addressMatcher(entry: Pick<ListEntry, 'kind' | 'value'>): (address: string) => boolean {
  const list = new BlockList();
  const [base = '', prefix] = entry.value.split('/');
  const family = isIP(base) === 6 ? 'ipv6' : 'ipv4';
  if (entry.kind === 'cidr' && prefix !== undefined) list.addSubnet(base, Number(prefix), family);
  else list.addAddress(base, family);
  return (address) => {
    const version = isIP(address);
    return version !== 0 && list.check(address, version === 6 ? 'ipv6' : 'ipv4');
  };
}
