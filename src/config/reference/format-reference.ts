import { CHECK_ABOUT } from '../../io/actions/check/check-about.js';
import { about } from '../../io/codecs/fields/about.js';
import type { FieldAbout } from '../../io/codecs/fields/field-about.js';
import { FORMATS } from '../../io/codecs/formats.js';
import { presetAbout } from '../../io/codecs/jsonl/presets/preset-about.js';
import { PRESETS } from '../../io/codecs/jsonl/presets/presets.js';
import { NGINX_ABOUT } from '../../io/codecs/nginx/nginx-about.js';
import { APPS_ABOUT } from '../../pipelines/flow-log/vpc/apps-about.js';
import { LOCATION_ABOUT } from '../../pipelines/web-monitor/locations/location-about.js';
import type { Parts } from '../parts/part.js';

/** Which fields rows of a format have. */
export interface FormatReference {
  readonly name: string;
  /** What lines it reads. */
  readonly summary: string;
  /** Those that are known before there is an input, `time` first. */
  readonly fields: readonly FieldAbout[];
  /** Where rows have others besides. */
  readonly others?: string;
}

const TIME = about.number('time', 'when it happened, in epoch milliseconds');

const OTHERS: Readonly<Record<string, string>> = {
  auto: 'Those of the format that it takes the input for.',
  jsonl: 'Only the input knows them: every key is a field.',
  json: 'Those that you name, and every other key.',
  csv: 'Only the input knows them: every column is a field.',
  logfmt: 'Only the input knows them: every key is a field.',
  regex: 'The named groups of the pattern.',
  nginx: 'Those of the variables in the log_format; what is not listed is a text under its own name.',
  w3c: 'What #Fields names besides, as snake_case.',
};

/** The formats that a config can name with what each says of its fields, in the order of the reference. */
export const formatReferences = ({ formats }: Pick<Parts, 'formats'>): readonly FormatReference[] =>
  formats.map(({ name, summary }) => {
    const found = FORMATS.find((format) => format.name === name);
    const others =
      OTHERS[name] ?? (found?.codec({}).open === true ? 'What the input has besides.' : undefined);
    return {
      name,
      summary,
      fields: [TIME, ...(OWN[name] ?? found?.about ?? [])],
      ...(others !== undefined && { others }),
    };
  });

/** What JSON has as one who is known writes it, such as `caddy`; undefined for a name that nobody has. */
export const presetReference = (name: string): FormatReference | undefined => {
  const found = PRESETS.find((preset) => preset.name === name);
  return (
    found && {
      name,
      summary: `JSON, ${found.title}. A config writes { json: ${name} }.`,
      fields: [TIME, ...presetAbout(name)],
      others: 'Every other key.',
    }
  );
};

/**
 * What the checks of the web monitor have, and what several locations say; undefined for any other name. No log is read for
 * them.
 */
export const checkReference = (name: string): FormatReference | undefined => {
  if (name === 'web-monitor') {
    return {
      name,
      summary: 'what one check of one target came to (use: web-monitor, docs/checks.md)',
      fields: [about.number('time', 'when it was due, in epoch milliseconds'), ...CHECK_ABOUT],
      others: 'The tags of the target: team is tag_team.',
    };
  }
  return name === 'locations'
    ? {
        name,
        summary: 'what several locations say of one target (use: locations, docs/web-monitor.md)',
        fields: [about.number('time', 'when it is judged, in epoch milliseconds'), ...LOCATION_ABOUT],
      }
    : undefined;
};

/** Of formats that need more than a name, or have more with settings than without. */
const OWN: Readonly<Record<string, readonly FieldAbout[]>> = {
  nginx: NGINX_ABOUT,
  'vpc-flow': [
    ...(FORMATS.find(({ name }) => name === 'vpc-flow')?.about ?? []),
    ...APPS_ABOUT.filter(({ name }) => name !== 'vpc_id').map((field) => ({
      ...field,
      about: `with apps: ${field.about}`,
    })),
  ],
};
