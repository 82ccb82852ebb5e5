import { createHash } from 'node:crypto';

/** The key of rows that have none: it takes one character at least. */
export const NO_KEY = '-';
/** Characters that Kinesis takes. */
const LONGEST = 256;

/**
 * The partition key of a value: its text, or a hash of it where it is longer than Kinesis takes, so that no two become one.
 * Undefined where there is none: of null, what is absent, an empty text, or an object.
 */
export const partitionKeyOf = (value: unknown): string | undefined => {
  const text = textOf(value);
  if (text === undefined || text === '') return undefined;
  return text.length <= LONGEST ? text : `sha256:${createHash('sha256').update(text).digest('hex')}`;
};

const textOf = (value: unknown): string | undefined => {
  switch (typeof value) {
    case 'string':
      // Half a surrogate pair cannot be sent.
      return Buffer.from(value).toString();
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value);
    default:
      return undefined;
  }
};
