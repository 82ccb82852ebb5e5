import { type Claimant, claimedSince } from '../stale-state.js';
import type { StateKey } from '../state-store.js';
import type { Environment } from './environment.js';
import { idOf, recordKey } from './record-key.js';
import { decodeValue, encodeValue } from './record-value.js';

/** Who may commit under a key: whoever wrote this last. */
export interface DiskClaim extends Claimant {
  /** Of one claim, random. */
  readonly token: string;
}

export const writeClaim = (database: Environment, key: StateKey, claim: DiskClaim): void => {
  const at = recordKey('claim', idOf(key));
  database.putSync(at, encodeValue(at, claim));
};

/** Throws 'stale-state' where somebody has claimed the key since. */
export const checkClaim = (database: Environment, key: StateKey, token: string): void => {
  const at = recordKey('claim', idOf(key));
  const bytes = database.getBinary(at);
  const claim = bytes === undefined ? undefined : (decodeValue(at, bytes) as DiskClaim);
  if (claim?.token !== token) throw claimedSince(key, claim);
};
