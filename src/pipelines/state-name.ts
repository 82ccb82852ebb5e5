import { createHash } from 'node:crypto';
import type { Operator } from '../operators/operator.js';
import type { StreamSpec } from './pipeline.js';

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 12);

/** Name of an operator's state: stream, place, and a fingerprint of its meaning. A changed meaning is another state. */
export const stateName = (stream: string, place: number, operator: Operator<never, unknown>): string =>
  `${stream}/${place}/${operator.operatorName}/${digest(operator.signature)}`;

/** A fingerprint of all operators of a stream. */
export const streamSignature = ({ operators }: StreamSpec): string =>
  digest(operators.map(({ operatorName, signature }) => `${operatorName} ${signature}`).join('\n'));
