import { describe } from 'vitest';
import { contractLaws, type Exception } from './contract-laws.js';
import { claimLaws } from './state-store/claim-laws.js';
import { commitLaws } from './state-store/commit-laws.js';
import type { MakeStore } from './state-store/marks.js';
import { outboxLaws } from './state-store/outbox-laws.js';
import { pieceLaws } from './state-store/piece-laws.js';

export interface StateStoreContractOptions {
  /** An empty place. Called once or more in each test; what it opens, it closes with `onTestFinished`. */
  readonly make: MakeStore;
  readonly skip?: readonly Exception[];
}

/** What every state store keeps, wherever it keeps it. */
export const stateStoreContract = (name: string, { make, skip }: StateStoreContractOptions): void => {
  describe(`${name} keeps the contract of a state store`, () => {
    const laws = { ...commitLaws(make), ...claimLaws(make), ...outboxLaws(make), ...pieceLaws(make) };
    contractLaws(laws, skip);
  });
};
