/** A way in which a file may be compressed that is not read here. */
export interface OtherCompression {
  readonly name: string;
  /** What writes the content of such a file to standard output. */
  readonly program: string;
  /** What every such file begins with. */
  readonly begins: Buffer;
}

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

/** There is nothing well kept to read them with: so they are named, and never taken for text. */
const OTHERS: readonly OtherCompression[] = [
  { name: 'xz', program: 'xz -dc', begins: hex('fd 37 7a 58 5a 00') },
  { name: 'lz4', program: 'lz4 -dc', begins: hex('04 22 4d 18') },
  { name: 'lzip', program: 'lzip -dc', begins: hex('4c 5a 49 50 01') },
  { name: 'compress', program: 'gzip -dc', begins: hex('1f 9d 90') },
  { name: 'zip', program: 'unzip -p', begins: hex('50 4b 03 04') },
];

/** How the input is compressed that begins so; 'more': too few bytes to tell; undefined: in no such way. */
export const otherCompression = (bytes: Buffer): OtherCompression | 'more' | undefined => {
  for (const other of OTHERS) {
    const { begins } = other;
    const length = Math.min(begins.length, bytes.length);
    if (bytes.compare(begins, 0, length, 0, length) !== 0) continue;
    return length === begins.length ? other : 'more';
  }
  return undefined;
};

/** Why nothing can be had of it. */
export const otherText = ({ name, program }: OtherCompression): string =>
  `it is compressed with ${name}, which is not read here; give standard input what ${program} writes of it`;
