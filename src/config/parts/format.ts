import type { Codec } from '../../io/codecs/codec.js';
import type { Row } from '../../io/codecs/fields/row.js';
import { FORMATS, type Format } from '../../io/codecs/formats.js';
import { noRequests } from '../../io/codecs/request/no-requests.js';
import { skipLines } from '../../io/codecs/skip-lines.js';
import { stampedAtStart } from '../../io/codecs/time/stamped-at-start.js';
import { type UnwrapOptions, unwrap } from '../../io/codecs/unwrap/unwrap.js';
import { didYouMean } from '../../io/text/did-you-mean.js';
import { TidemarkError } from '../../operators/tidemark-error.js';
import type { SettingWords } from '../../pipelines/losses/needed-text.js';
import type { PartSetting } from '../settings/part-setting.js';
import type { FormatTable } from './format-table.js';
import type { FormatPart, Parts, RowFields, Say, TimeSettings } from './part.js';

/** A format that was named, with its settings still to be checked by its own schema. */
export interface NamedFormat {
  readonly part: FormatPart<never>;
  readonly given: unknown;
}

/** Finds the format that a setting names: `auto`, or `{ json: { … } }`. Throws a TidemarkError that says which there are. */
export const findFormat = (format: PartSetting | undefined, { formats }: Parts): NamedFormat => {
  const name = typeof format === 'object' ? (Object.keys(format)[0] ?? '') : (format ?? 'auto');
  const part = formats.find((one) => one.name === name);
  if (part === undefined) {
    const near = didYouMean(
      name,
      formats.map((one) => one.name),
    );
    throw new TidemarkError(
      'unknown-format',
      `There is no format "${name}"; there are ${formats.map((one) => one.name).join(', ')}.${near === undefined ? '' : ` Did you mean "${near}"?`}`,
    );
  }
  return { part, given: typeof format === 'object' ? format[name] : undefined };
};

const settingsOf = ({ part, given }: NamedFormat): never => {
  // The planner has checked them against the part's own schema.
  const parsed = part.settings === undefined ? undefined : part.settings.parse(given);
  return parsed as never;
};

/** The fields of rows in a format. */
export const formatFields = (format: PartSetting | undefined, parts: Parts, tagged: boolean): RowFields => {
  const found = findFormat(format, parts);
  const fields = { ...found.part.fields(settingsOf(found)), format: found.part.name };
  return tagged ? { ...fields, known: { ...fields.known, tag: { type: 'string' } } } : fields;
};

/** The table that a format adds something to its rows from, where its settings name one. */
export const tableOf = (format: PartSetting | undefined, parts: Parts): FormatTable | undefined => {
  const found = findFormat(format, parts);
  return found.part.table?.(settingsOf(found));
};

export interface CodecContext {
  readonly inform?: Say;
  readonly warn?: Say;
  /** What stands around the lines. */
  readonly around?: UnwrapOptions;
  /** Lines that do not concern where they cannot be read: a pattern. */
  readonly skip?: string | undefined;
  /** How whoever runs it writes settings; absent: as in a config. */
  readonly words?: SettingWords | undefined;
}

export const codecOf = (
  format: PartSetting | undefined,
  parts: Parts,
  time: TimeSettings,
  { inform = () => undefined, warn = () => undefined, around = {}, skip, words }: CodecContext = {},
): Codec<Row> => {
  const found = findFormat(format, parts);
  const { stamp, requests } = time;
  // What the codec would do by itself is not done twice.
  const given = { ...around, ...(time.zone !== undefined && { zone: time.zone }) };
  const made = found.part.codec(
    settingsOf(found),
    stamp === undefined ? time : { ...time, stamp: 'end' },
    inform,
    warn,
    given,
    words,
  );
  const known = FORMATS.find(({ name }) => name === found.part.name);
  const taken = aroundOf(given, known);
  const hasNone = requests === true && known !== undefined && known.requests === undefined;
  const bare =
    found.part.unwraps === true
      ? made
      : unwrap(made, requests === true && known?.hasOthers === true ? { ...taken, requests } : taken);
  const own = hasNone ? noRequests(bare, found.part.name) : bare;
  const codec = skip === undefined ? own : skipLines(own, skip);
  if (stamp === undefined || stamp === 'end') return codec;
  const { start: field, unit } = stamp === 'start' ? { start: 'duration', unit: undefined } : stamp;
  return stampedAtStart(codec, { field, ...(unit !== undefined && { unit }) });
};

/**
 * A format that reads a syslog with what it says of itself needs that left where it is: only what stands around it is taken
 * off.
 */
const aroundOf = (given: UnwrapOptions, known: Format | undefined): UnwrapOptions => {
  // A table or pairs would take what stands around a line for a name or a value.
  const isBare = given.wrapping === undefined && given.multiline === undefined;
  if (isBare && (known?.name === 'csv' || known?.name === 'logfmt')) return { ...given, wrapping: 'auto' };
  return known?.inSyslog === true && (given.wrapping === 'auto' || given.wrapping === 'syslog')
    ? { ...given, wrapping: 'fit' }
    : given;
};
