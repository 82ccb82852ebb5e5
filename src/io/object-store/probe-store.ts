import { TidemarkError } from '../../operators/tidemark-error.js';
import type { Call, ObjectStore } from './object-store.js';
import { ObjectStoreFault } from './object-store-fault.js';
import type { OverwriteGuard, StoreAbilities } from './store-abilities.js';

/** One key for all that ever look, and it stays: nothing is listed and nothing removed. */
export const PROBE_KEY = '.tidemark-probe';

const PROBE = Buffer.from('tidemark asks by this object what the store can do; it may stay\n');

/** The class of the fault where it is one of these; others are thrown. */
const classIn = <const T extends string>(error: unknown, classes: readonly T[]): T => {
  const found = error instanceof ObjectStoreFault ? classes.find((one) => one === error.class) : undefined;
  if (found === undefined) throw error;
  return found;
};

const write = async (
  store: ObjectStore,
  key: string,
  ifAbsent: boolean,
  call: Call,
): Promise<Pick<StoreAbilities, 'checksums'>> => {
  const { isConfirmed } = await store.put(key, PROBE, { ...call, ifAbsent });
  return { checksums: isConfirmed };
};

const writeIfAbsent = async (
  store: ObjectStore,
  key: string,
  call: Call,
): Promise<Pick<StoreAbilities, 'checksums'> | 'precondition' | 'unsupported'> => {
  try {
    return await write(store, key, true, call);
  } catch (error) {
    return classIn(error, ['precondition', 'unsupported']);
  }
};

/**
 * Learns by one fixed key below the prefix what the store can do: written if it is not there, and once more, which a store with
 * conditional writes refuses. It takes two requests. Rejects with an ObjectStoreFault; one of class `conflict` says that
 * somebody else is asking just now.
 */
export const probeStore = async (store: ObjectStore, prefix: string, call: Call): Promise<StoreAbilities> => {
  const key = `${prefix}${PROBE_KEY}`;
  const first = await writeIfAbsent(store, key, call);
  // Somebody was here before.
  if (first === 'precondition') return { conditionalWrites: true, checksums: await sumsOf(store, key, call) };
  // It may be the checksum that it has not: then this is refused as well, and says so.
  if (first === 'unsupported') return { conditionalWrites: false, ...(await write(store, key, false, call)) };
  const second = await writeIfAbsent(store, key, call);
  return { ...first, conditionalWrites: second === 'precondition' };
};

const sumsOf = async (store: ObjectStore, key: string, call: Call): Promise<boolean | undefined> => {
  try {
    return (await store.head(key, call)).checksums.length > 0;
  } catch (error) {
    classIn(error, ['denied', 'no-such-key']);
    return undefined;
  }
};

/** Throws TidemarkError 'bad-options' for a store that would overwrite without a word, unless each write looks before. */
export const refuseUnguarded = (
  { conditionalWrites }: StoreAbilities,
  destination: string,
  guard: OverwriteGuard,
): void => {
  if (conditionalWrites || guard === 'head') return;
  throw new TidemarkError(
    'bad-options',
    `${destination} ignores If-None-Match, so two writers could overwrite each other's objects without a word. Write overwrite_guard: head (--overwrite-guard head) to look before each write instead; between the look and the write another may write.`,
  );
};
