/** What compressed copies of a log have at the end of their names. */
const PACKED = /\.(?:gz|zst|bz2)$/;

/** The name of a file without what says that it is compressed. */
export const withoutPacking = (name: string): string => name.replace(PACKED, '');
