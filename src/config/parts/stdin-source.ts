import type * as z from 'zod';
import { stdin } from '../../io/sources/stdin.js';
import { flagSetting, mapSetting, textSetting } from '../settings/map-setting.js';
import { partSetting } from '../settings/part-setting.js';
import { aroundLines, aroundObjections, unwrapOptions, withAround } from './around-lines.js';
import { codecOf, formatFields } from './format.js';
import type { SourcePart } from './part.js';
import { withTable } from './with-table.js';

const settings = mapSetting({
  stdin: flagSetting().describe('Write true.'),
  format: partSetting('format').optional().describe('How its lines are written. Default: auto.'),
  ...aroundLines,
  follow: flagSetting().optional().describe('Whether silence means that time passes. Default: true.'),
  tag: textSetting('A word is wanted here.').optional().describe('Rows get this as their field tag.'),
});

/** Standard input, read once. */
export const stdinSource: SourcePart<z.output<typeof settings>> = {
  name: 'stdin',
  settings,
  objections: (given) =>
    given.stdin ? aroundObjections(given, given.format) : [['stdin', 'Write stdin: true, or take it out.']],
  fields: (given, parts) => withAround(formatFields(given.format, parts, given.tag !== undefined), given),
  follows: ({ follow = true }) => follow,
  format: ({ format }) => format ?? 'auto',
  around: unwrapOptions,
  build({ format, follow = true, ...given }, { clock, fields, time, parts, inform, warn, words }) {
    const source = stdin({
      codec: codecOf(format, parts, time, {
        inform,
        warn,
        words,
        skip: given.skip,
        around: unwrapOptions(given),
      }),
      fields,
      clock,
      live: follow,
      onWarning: warn,
    });
    return withTable(source, format, parts, { clock, warn });
  },
};
