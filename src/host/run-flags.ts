import type { Address } from '../io/http/address.js';

export interface RunFlags {
  readonly only?: readonly string[];
  readonly set?: readonly string[];
  readonly dryRun?: true;
  readonly json?: true;
  /** Where configs that do not say `listen` are served. */
  readonly listen?: Address;
  readonly drainTimeout: number;
}
