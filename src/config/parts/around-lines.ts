import * as z from 'zod';
import { FORMATS } from '../../io/codecs/formats.js';
import { skippedBy } from '../../io/codecs/skip-lines.js';
import { multilineOf } from '../../io/codecs/unwrap/multiline.js';
import { WRAP_KINDS, type WrapKind } from '../../io/codecs/unwrap/peel.js';
import type { UnwrapOptions } from '../../io/codecs/unwrap/unwrap.js';
import { WRAP_FIELDS } from '../../io/codecs/unwrap/wrap-fields.js';
import { TidemarkError } from '../../operators/tidemark-error.js';
import { countSetting, mapSetting, textSetting } from '../settings/map-setting.js';
import type { PartSetting } from '../settings/part-setting.js';
import type { FieldInfo, RowFields } from './part.js';

const NAMES: readonly ['auto', 'none', ...WrapKind[]] = ['auto', 'none', ...WRAP_KINDS];

/** Settings of a source that say what stands around its lines, which of them belong together, and which do not concern. */
export const aroundLines = {
  unwrap: z
    .enum(NAMES, { error: `Write one of ${NAMES.join(', ')}.` })
    .optional()
    .describe(
      'What stands around its lines and is taken off: rows then have what it says (pod, container, log_host, program …). Default: what containers and the journal write around every line, and else only off lines that the format cannot read as they are.',
    ),
  multiline: mapSetting({
    start: textSetting('A pattern is wanted here, such as ^\\d{4}-.')
      .optional()
      .describe('A line in which this pattern is found begins a record; the others go on with it.'),
    continue: textSetting('A pattern is wanted here, such as ^\\s.')
      .optional()
      .describe('The other way round: a line in which it is found goes on with the record before it.'),
    max_lines: countSetting('A whole number of lines is wanted here, such as 500.')
      .optional()
      .describe('Longer records are rejected. Default: 500, and 1 MiB.'),
  })
    .optional()
    .describe('Records that are several lines, such as stack traces: which line begins one.'),
  skip: textSetting('A pattern is wanted here, such as ^#.')
    .optional()
    .describe(
      'Lines that do not concern: those that cannot be read, and in which this pattern is found, are counted as skipped and not as rejected. Rows are never among them: they have the condition skip of the pipeline.',
    ),
};

interface AroundSettings {
  readonly skip?: string | undefined;
  readonly unwrap?: (typeof NAMES)[number] | undefined;
  readonly multiline?:
    | {
        readonly start?: string | undefined;
        readonly continue?: string | undefined;
        readonly max_lines?: number | undefined;
      }
    | undefined;
}

/** The same for a codec. */
export const unwrapOptions = ({ unwrap, multiline }: AroundSettings): UnwrapOptions => ({
  ...(unwrap !== undefined && { wrapping: unwrap }),
  ...(multiline !== undefined && { multiline: multilineOptions(multiline) }),
});

const multilineOptions = (given: NonNullable<AroundSettings['multiline']>) => ({
  ...(given.start !== undefined && { start: given.start }),
  ...(given.continue !== undefined && { continue: given.continue }),
  ...(given.max_lines !== undefined && { maxLines: given.max_lines }),
});

/** What can be said against them. */
export const aroundObjections = (
  { unwrap, multiline, skip }: AroundSettings,
  format: PartSetting | undefined,
): readonly (readonly [string, string])[] => {
  const name = typeof format === 'object' ? Object.keys(format)[0] : format;
  const isRead = FORMATS.some((known) => known.name === name && known.inSyslog === true);
  if (isRead && (unwrap === 'auto' || unwrap === 'syslog')) {
    const why = `${name} reads what a syslog writes before a line by itself, and nothing without it.`;
    return [['unwrap', `${why} Leave unwrap out: other layers are taken off all the same.`]];
  }
  return [
    ...said('multiline', () => multiline && multilineOf(multilineOptions(multiline))),
    ...said('skip', () => skip !== undefined && skippedBy(skip)),
  ];
};

/** What a setting is refused for where something is made of it. */
const said = (setting: string, make: () => unknown): readonly (readonly [string, string])[] => {
  try {
    make();
    return [];
  } catch (error) {
    if (!(error instanceof TidemarkError)) throw error;
    return [[setting, error.message]];
  }
};

const FIELDS: Readonly<Record<string, FieldInfo>> = Object.fromEntries(
  WRAP_FIELDS.map(({ name, type }) => [name, { type: type === 'text' ? 'string' : 'any' }]),
);

/** The fields of rows, with those that the wrapping gives where one is asked for. */
export const withAround = (fields: RowFields, { unwrap }: AroundSettings): RowFields =>
  unwrap === undefined || unwrap === 'none' ? fields : { ...fields, known: { ...FIELDS, ...fields.known } };
