import { ipAddress } from '../../src/io/net/ip-address.js';

/** What a database has of a network: texts, whole numbers, and maps and lists of them. */
type Data = string | number | readonly Data[] | { readonly [key: string]: Data };
type Node = { leaf: number } | [Node | undefined, Node | undefined];

const MARKER = Buffer.from('abcdef4d61784d696e642e636f6d', 'hex');

/** A MaxMind database of these networks, the wider ones first: a search tree of bits, then what is known, then what the file is. */
export const mmdb = (networks: Readonly<Record<string, Data>>): Buffer => {
  const root: Node = [undefined, undefined];
  const data: Buffer[] = [];
  let size = 0;
  for (const [network, known] of Object.entries(networks)) {
    insert(root, bitsOf(network), size);
    const bytes = encoded(known);
    data.push(bytes);
    size += bytes.length;
  }
  const nodes: [Node | undefined, Node | undefined][] = [];
  const number = (node: Node): void => {
    if (!Array.isArray(node)) return;
    nodes.push(node);
    for (const child of node) if (child !== undefined) number(child);
  };
  number(root);
  const tree = Buffer.alloc(nodes.length * 8);
  for (const [i, pair] of nodes.entries()) {
    for (const [side, child] of pair.entries()) {
      const value =
        child === undefined
          ? nodes.length
          : Array.isArray(child)
            ? nodes.indexOf(child)
            : nodes.length + 16 + child.leaf;
      tree.writeUInt32BE(value, i * 8 + side * 4);
    }
  }
  const about = encoded({
    node_count: nodes.length,
    record_size: 32,
    ip_version: 6,
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: 1_700_000_000,
    database_type: 'Test',
    languages: ['en'],
    description: { en: 'made by a test' },
  });
  return Buffer.concat([tree, Buffer.alloc(16), ...data, MARKER, about]);
};

/** The bits of a network, one of IPv4 behind 96 zeros. */
const bitsOf = (network: string): readonly number[] => {
  const [text = '', length = ''] = network.split('/');
  const address = ipAddress(text);
  const digits = typeof address === 'number' ? address.toString(16).padStart(32, '0') : (address ?? '');
  const bits = [...digits].flatMap((digit) =>
    [...Number.parseInt(digit, 16).toString(2).padStart(4, '0')].map(Number),
  );
  return bits.slice(0, Number(length) + (typeof address === 'number' ? 96 : 0));
};

const insert = (root: Node, bits: readonly number[], leaf: number): void => {
  let node = root;
  for (const [i, bit] of bits.entries()) {
    if (!Array.isArray(node)) throw new Error('The narrower network came first.');
    if (i === bits.length - 1) {
      node[bit] = { leaf };
      return;
    }
    const child = node[bit];
    // What a wider network says holds for both of its halves.
    const next: Node = Array.isArray(child) ? child : [child && { ...child }, child && { ...child }];
    node[bit] = next;
    node = next;
  }
};

const encoded = (value: Data): Buffer => {
  if (typeof value === 'string')
    return Buffer.concat([control(2, Buffer.byteLength(value)), Buffer.from(value)]);
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return Buffer.concat([control(6, 4), bytes]);
  }
  if (Array.isArray(value)) return Buffer.concat([control(11, value.length), ...value.map(encoded)]);
  const entries = Object.entries(value);
  return Buffer.concat([
    control(7, entries.length),
    ...entries.flatMap(([key, inner]) => [encoded(key), encoded(inner)]),
  ]);
};

const control = (type: number, size: number): Buffer => {
  if (size > 28) throw new Error('That is more than a test needs.');
  return type <= 7 ? Buffer.from([(type << 5) | size]) : Buffer.from([size, type - 7]);
};
