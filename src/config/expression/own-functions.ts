import { bucketCall } from './bucket.js';
import type { Compiled, Source } from './compiled.js';
import { extractOf } from './extract.js';
import { inNetOf } from './in-net.js';

type Make = (operands: readonly Compiled[], source: Source) => Compiled;

/** Functions that look at what is written out before any row: each checks its parameters itself. */
export const OWN_FUNCTIONS: ReadonlyMap<string, Make> = new Map([
  ['bucket', bucketCall],
  ['extract', extractOf],
  ['inNet', inNetOf],
]);
