import { builtParts } from '../config/parts/built-parts.js';
import { fieldsText, formatsText } from '../config/reference/fields-text.js';
import {
  checkReference,
  type FormatReference,
  formatReferences,
  presetReference,
} from '../config/reference/format-reference.js';
import { usualFormat } from '../config/settings/usual-field.js';
import { didYouMean } from '../io/text/did-you-mean.js';
import { TidemarkError } from '../operators/tidemark-error.js';

/** Prints what one format says of its fields, or which formats there are. */
export const printFields = (name: string | undefined, { json }: { readonly json?: true }): void => {
  const all = formatReferences(builtParts);
  const shown = name === undefined ? all : [found(all, name)];
  const [only] = shown;
  const text =
    json === true
      ? shown.map((one) => `${JSON.stringify(one)}\n`).join('')
      : name === undefined || only === undefined
        ? formatsText(all)
        : fieldsText(only);
  process.stdout.write(text);
};

const found = (all: readonly FormatReference[], name: string): FormatReference => {
  // A format has the first word: nginx is one, and somebody who writes JSON.
  const known = all.find((one) => one.name === name) ?? presetReference(name) ?? checkReference(name);
  if (known !== undefined) return known;
  const names = [...all.map((one) => one.name), 'web-monitor'];
  const meant = usualFormat(name) ?? didYouMean(name, names);
  throw new TidemarkError(
    'usage',
    `There is no format "${name}"; there are ${names.join(', ')}.${meant === undefined ? '' : ` Write ${meant}.`}`,
  );
};
