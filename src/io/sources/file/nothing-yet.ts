import { NONE_REJECTED } from '../../../operators/rejected.js';
import type { Decoded } from '../../codecs/codec.js';

/** Shared by every look that gave no rows, and is to be followed by another one at once. */
export const NOTHING_YET: Decoded<never> = { rows: [], rejected: NONE_REJECTED };
