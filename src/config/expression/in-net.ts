import { ipAddress } from '../../io/net/ip-address.js';
import { NetworkTable } from '../../io/net/network-table.js';
import { TidemarkError } from '../../operators/tidemark-error.js';
import { type Compiled, folded, type Source } from './compiled.js';
import { typeName } from './expression-type.js';

/**
 * `inNet(ip, "10.0.0.0/8")`, or a list of networks: whether an address of IPv4 or IPv6 is in one of them; null for what is
 * no address. Networks are written out, so what is none is refused before any row.
 */
export const inNetOf = ([address, nets, ...rest]: readonly Compiled[], source: Source): Compiled => {
  if (address === undefined || nets === undefined || rest.length > 0)
    return source.refuse('inNet is written inNet(ip, "10.0.0.0/8") or inNet(ip, ["10.0.0.0/8", "::1"]).');
  if (!['string', 'null', 'any'].includes(address.type))
    address.source.refuse(`inNet takes an address, and ${address.source.text} is ${typeName(address.type)}.`);
  if (nets.constant === undefined)
    return nets.source.refuse(
      'The networks of inNet are written out: they are checked before any row is read.',
      'write inNet(ip, "10.0.0.0/8")',
    );
  const table = tableOf([nets.constant.value].flat(), nets.source);
  const { run } = address;
  return folded(
    {
      type: 'bool',
      source,
      run: (row) => {
        const text = run(row);
        if (typeof text !== 'string') return null;
        const ip = ipAddress(text);
        return ip === undefined ? null : table.at(ip) === true;
      },
    },
    [address],
  );
};

const tableOf = (nets: readonly unknown[], source: Source): NetworkTable<true> => {
  const table = new NetworkTable<true>();
  if (nets.length === 0) source.refuse('This list of networks is empty.');
  for (const net of nets) {
    if (typeof net !== 'string')
      return source.refuse(`${source.text} is no network.`, 'write "10.0.0.0/8", in quotes');
    try {
      table.set(net, true);
    } catch (error) {
      if (!(error instanceof TidemarkError)) throw error;
      source.refuse(`"${net}" is no network.`, 'write one such as "10.0.0.0/8" or "2001:db8::/32"');
    }
  }
  return table;
};
