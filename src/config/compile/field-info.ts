import type { FieldInfo, RowFields } from '../parts/part.js';

const IN_MILLISECONDS = /(?:^|_)(?:ms|msecs?|millis|milliseconds)$/;

/** What is known of a field; of one in milliseconds by its own name, in a format whose fields nobody knows, its unit. */
export const fieldInfo = ({ known, open }: RowFields, name: string): FieldInfo | undefined => {
  const info = Object.hasOwn(known, name) ? known[name] : undefined;
  if (info === undefined && !open) return undefined;
  if ((info?.type ?? 'any') !== 'any' || info?.unit !== undefined) return info;
  return IN_MILLISECONDS.test(name) ? { type: 'any', unit: 'duration' } : info;
};
