import type { FieldAbout } from '../../io/codecs/fields/field-about.js';
import { snakeCase } from '../../io/codecs/fields/snake-case.js';
import type { ExpressionType } from '../expression/expression-type.js';
import type { FieldInfo } from './part.js';

const TYPES: Readonly<Record<FieldAbout['type'], ExpressionType>> = {
  text: 'string',
  number: 'number',
  boolean: 'bool',
  any: 'any',
};

const infoOf = ({ type, unit }: FieldAbout): FieldInfo => ({
  type: TYPES[type],
  ...(unit !== undefined && { unit }),
});

/** What a format says of its fields, for whoever checks a config; every row has its time besides. */
export const knownFields = (about: readonly FieldAbout[]): Readonly<Record<string, FieldInfo>> => ({
  time: { type: 'number' },
  ...Object.fromEntries(about.map((field) => [field.name, infoOf(field)])),
});

/** What a format calls its fields itself, in snake case, where no field is called so. */
export const originalNames = (about: readonly FieldAbout[]): Readonly<Record<string, string>> => {
  const names = new Set(about.map(({ name }) => name));
  return Object.fromEntries(
    about.flatMap(({ name, original }) => {
      const written = original === undefined ? name : snakeCase(original);
      return names.has(written) ? [] : [[written, name]];
    }),
  );
};
