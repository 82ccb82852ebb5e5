import { describe } from 'vitest';
import { type SinkSubject, sinkLaws } from '../../src/testing/sink-laws.js';
import { contractLaws, type Exception } from './contract-laws.js';

export type { SinkSubject };

export interface SinkContractOptions {
  /** Called once or more in each test; what it opens, it closes with `onTestFinished`. */
  readonly make: () => Promise<SinkSubject>;
  readonly skip?: readonly Exception[];
}

/** What every sink keeps, wherever it writes: the laws that users have too, but for exceptions. */
export const sinkContract = (name: string, { make, skip }: SinkContractOptions): void => {
  describe(`${name} keeps the contract of a sink`, () => {
    contractLaws(Object.fromEntries(sinkLaws(make).map((law) => [law.name, law.check])), skip);
  });
};
