import type { Hop } from '../../../src/io/actions/check/http/hop.js';
/** One request over plain HTTP, as simply as Node makes it: what stands over a hop needs no more. */
export declare const plainHop: Hop;
