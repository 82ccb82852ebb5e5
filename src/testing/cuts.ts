import type { Chunk } from '../operators/chunk.js';
import { chunkOf, END } from './run-chunks.js';

/** Cuts a list into parts of the given sizes, empty parts included; what is left is the last part. */
export function cutInto<T>(all: readonly T[], sizes: Iterator<number>): T[][] {
  const parts: T[][] = [];
  let at = 0;
  while (at < all.length && parts.length < 1000) {
    const size = sizes.next().value ?? all.length;
    parts.push(all.slice(at, at + size));
    at += size;
  }
  parts.push(all.slice(at));
  return parts;
}

/** Announces the partitions, then deals out their rows in turns as the picks say, ends them and the input. */
export function interleave<T>(partitions: readonly (readonly T[])[], picks: Iterator<number>): Chunk<T>[] {
  const names = partitions.map((_, i) => `p${i}`);
  const chunks: Chunk<T>[] = names.map((partition) => chunkOf<T>([], { partition }));
  const at = partitions.map(() => 0);
  for (;;) {
    const open = partitions.flatMap((rows, i) => ((at[i] ?? 0) < rows.length ? [i] : []));
    if (open.length === 0) break;
    const pick = picks.next().value ?? 0;
    const i = open[pick % open.length] ?? 0;
    const size = 1 + (pick % 5);
    const from = at[i] ?? 0;
    chunks.push(chunkOf(partitions[i]?.slice(from, from + size) ?? [], { partition: names[i] ?? '' }));
    at[i] = from + size;
  }
  return [...chunks, ...names.map((partition) => chunkOf<T>([], { partition, ended: true })), END];
}
