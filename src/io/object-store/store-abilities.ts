/** What a store can do, as far as one object tells. */
export interface StoreAbilities {
  /** Whether a PUT overwrites nothing where it is told so. Where an upload is completed it may be otherwise. */
  readonly conditionalWrites: boolean;
  /** Whether it says by checksum what it has; undefined where that may not be seen. Each write says it again (`isConfirmed`). */
  readonly checksums: boolean | undefined;
}

/** How an object that is there already is kept: by the store, or by a look before each write, which is not atomic. */
export type OverwriteGuard = 'conditional' | 'head';
