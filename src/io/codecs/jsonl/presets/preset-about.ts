import type { FieldAbout } from '../../fields/field-about.js';
import { REQUEST_ABOUT, type RequestField, requestAbout } from '../../fields/request-about.js';
import { measuresOf } from './measures-of.js';
import type { Preset } from './preset.js';
import { PRESETS } from './presets.js';

/** What is known of the fields of requests as a preset has them; lines have others besides. Empty for a name that nobody has. */
export function presetAbout(name: string): readonly FieldAbout[] {
  const variants = PRESETS.filter((preset) => preset.name === name);
  const originals: Partial<Record<RequestField, string>> = {};
  const missing: RequestField[] = [];
  for (const { name: field } of REQUEST_ABOUT) {
    if (!isRequestField(field)) continue;
    const [first] = variants.flatMap((preset) => namesOf(preset, field));
    if (first === undefined) missing.push(field);
    else if (first !== field) originals[field] = first;
  }
  const measures = new Set(
    variants.flatMap((preset) =>
      measuresOf(preset)
        // What nobody knows the unit of is as it is written, and what a name says is said.
        .filter(([one, unit]) => unit !== 'unsaid' && !isRequestField(one) && !MS.test(one))
        .map(([one]) => one),
    ),
  );
  return [...requestAbout(originals, missing), ...Array.from(measures, measureField)];
}

const MS = /_m(?:s|illi(?:s|seconds)?)$/;
const FIELDS: ReadonlySet<string> = new Set(REQUEST_ABOUT.map(({ name }) => name));
const isRequestField = (name: string): name is RequestField => FIELDS.has(name);

function namesOf(preset: Preset, field: RequestField): readonly string[] {
  switch (field) {
    case 'section':
      return namesOf(preset, 'path');
    case 'duration':
      return [...(preset.duration ?? []).map(([name]) => name), ...(preset.lasted ?? [])];
    case 'path':
    case 'protocol':
      return [...(preset.fields[field] ?? []), ...(preset.request ?? [])];
    case 'method':
      return [...(preset.fields.method ?? []), ...(preset.verb === undefined ? [] : [preset.verb])];
    case 'referer':
    case 'agent':
    case 'vhost':
      return [...(preset.fields[field] ?? []), ...(preset.headers === undefined ? [] : [preset.headers])];
    default:
      return preset.fields[field] ?? [];
  }
}

const measureField = (name: string): FieldAbout => ({
  name,
  type: 'number',
  unit: 'duration',
  about: 'what it measures, in milliseconds whatever is written',
});
