const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';

/** 1 to 12 for the three letters of an English month at `from`; NaN for others. */
export function monthAt(bytes: Uint8Array, from: number): number {
  const name = String.fromCharCode(bytes[from] ?? 0, bytes[from + 1] ?? 0, bytes[from + 2] ?? 0);
  const index = MONTHS.indexOf(name);
  return index % 3 === 0 ? index / 3 + 1 : Number.NaN;
}
