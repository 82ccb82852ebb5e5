import type { FieldAbout } from '../../fields/field-about.js';
import type { Preset, PresetField } from './preset.js';
import { PRESETS } from './presets.js';

const WORDS: Readonly<Record<PresetField | 'section' | 'duration', string>> = {
  host: 'address or name of the client',
  user: 'who the request was authenticated as',
  method: 'such as GET',
  path: 'what was asked for',
  section: 'the path up to its second slash, or (other)',
  protocol: 'such as HTTP/1.1',
  status: 'the code of the answer',
  size: 'bytes of the answer',
  referer: 'the page that led here, as the client says',
  agent: 'the program of the client, as it says',
  vhost: 'the site that was asked for',
  duration: 'how long it took',
};
const ORDER: readonly (keyof typeof WORDS)[] = [
  ...(['host', 'user', 'method', 'path', 'section', 'protocol'] as const),
  ...(['status', 'size', 'referer', 'agent', 'vhost', 'duration'] as const),
];

/** What is known of the fields of requests as a preset has them; lines have others besides. Empty for a name that nobody has. */
export function presetAbout(name: string): readonly FieldAbout[] {
  const variants = PRESETS.filter((preset) => preset.name === name);
  const fields = ORDER.flatMap((field) => {
    const originals = new Set(variants.flatMap((preset) => namesOf(preset, field)));
    return originals.size === 0 ? [] : [requestField(field, [...originals])];
  });
  const measures = new Set(variants.flatMap(({ measures = {} }) => Object.keys(measures)));
  return [...fields, ...Array.from(measures, measureField)];
}

function namesOf(preset: Preset, field: keyof typeof WORDS): readonly string[] {
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

function requestField(field: keyof typeof WORDS, originals: readonly string[]): FieldAbout {
  const [original] = originals;
  return {
    name: field,
    type: field === 'status' || field === 'size' || field === 'duration' ? 'number' : 'text',
    ...(field === 'size' && { unit: 'size' as const }),
    ...(field === 'duration' && { unit: 'duration' as const }),
    ...(original !== undefined && original !== field && { original }),
    about: WORDS[field],
  };
}

const measureField = (name: string): FieldAbout => ({
  name,
  type: 'number',
  unit: 'duration',
  about: 'what it measures, in milliseconds whatever is written',
});
