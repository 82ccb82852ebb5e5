import { isIP } from 'node:net';

/** Addresses by lower-case name, as `/etc/hosts` gives them: in its order, of all its lines, whatever ends them. */
export const hostsFile = (text: string): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, string[]>();
  for (const line of text.split(/\r\n|\n|\r/)) {
    const [address = '', ...names] = line.replace(/#.*$/, '').trim().split(/\s+/);
    if (isIP(address) === 0) continue;
    for (const written of names) {
      const name = written.toLowerCase().replace(/\.$/, '');
      const addresses = found.get(name);
      if (addresses === undefined) found.set(name, [address]);
      else if (!addresses.includes(address)) addresses.push(address);
    }
  }
  return found;
};
