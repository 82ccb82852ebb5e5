import type { Evidence } from '../../io/codecs/jsonl/presets/preset.js';
import { PRESETS } from '../../io/codecs/jsonl/presets/presets.js';
import { SAID_DURATIONS } from '../../io/codecs/jsonl/presets/usual-names.js';
import { MEASURE_USAGES } from '../compile/measure-makers.js';
import type { Parts } from '../parts/part.js';
import { configSchema, type JsonSchema } from './config-schema.js';

/** The reference of the language as Markdown, from the same values that check configs: a table for each kind of map. */
export const configReference = (parts: Parts): string => {
  const schema = configSchema(parts);
  const pipeline = valuesOf(schema.properties?.pipelines);
  const stream = valuesOf(pipeline?.properties?.streams);
  const alert = valuesOf(stream?.properties?.alerts);
  const defs = schema.$defs as Readonly<Record<'source' | 'sink' | 'format', JsonSchema>>;
  const named = (kind: 'source' | 'sink', list: readonly { readonly name: string }[]): string =>
    (defs[kind].anyOf ?? [])
      .filter(({ properties }) => properties !== undefined)
      .map((one, i) =>
        section(`${kind === 'source' ? 'Source' : 'Output'} \`${list[i]?.name ?? ''}\``, one, 3),
      )
      .join('\n');
  return [
    section('The file', schema, 2),
    section('A pipeline', pipeline, 2),
    section('time', pipeline?.properties?.time, 3),
    section('A stream', stream, 2),
    windows(stream?.properties?.window),
    section('top', stream?.properties?.top, 3),
    measures(),
    section('An alert', alert, 2),
    `## Sources\n\n${named('source', parts.sources)}`,
    formats(defs.format, parts),
    `## Outputs\n\n\`stdout\` alone is standard output.\n\n${named('sink', parts.sinks)}`,
    section('buffer', bufferOf(defs.sink), 3),
  ].join('\n');
};

/** How much may wait for an output: the same for all of them. */
const bufferOf = ({ anyOf = [] }: JsonSchema): JsonSchema | undefined =>
  anyOf.find(({ properties }) => properties?.buffer !== undefined)?.properties?.buffer;

const valuesOf = (schema: JsonSchema | undefined): JsonSchema | undefined => {
  const { additionalProperties: values } = schema ?? {};
  if (typeof values !== 'object') return undefined;
  // Null takes something out of a ready-made pipeline; it has no settings.
  return values.anyOf?.find(({ properties }) => properties !== undefined) ?? values;
};

const section = (title: string, schema: JsonSchema | undefined, level: number): string =>
  `${'#'.repeat(level)} ${title}\n\n${table(schema)}`;

/** A row of a table: a pipe in a cell would end it, also in code. */
const row = (...cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replace(/\s*\n\s*/g, ' ')).join(' | ')} |\n`;

const table = (schema: JsonSchema | undefined): string => {
  const rows = Object.entries(schema?.properties ?? {}).map(([name, property]) => {
    const isRequired = schema?.required?.includes(name) === true;
    const example = exampleOf(property);
    return row(
      `\`${name}\`${isRequired ? ' (required)' : ''}`,
      typeOf(property),
      `${property.description ?? ''}${example}`,
    );
  });
  return `| key | value | meaning |\n|---|---|---|\n${rows.join('')}`;
};

const exampleOf = ({ examples, anyOf }: JsonSchema): string => {
  const found = examples ?? anyOf?.find((one) => one.examples !== undefined)?.examples;
  if (found === undefined || found.length === 0) return '';
  return ` Such as ${found.map((one) => `\`${typeof one === 'string' ? one : inline(one)}\``).join(', ')}.`;
};

/** As YAML in braces would have it. */
const inline = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value).map(([key, inner]) => `${key}: ${inline(inner)}`);
  return `{ ${entries.join(', ')} }`;
};

const typeOf = (schema: JsonSchema): string => {
  const { type, anyOf, $ref, properties, items, kind } = schema;
  if (typeof kind === 'string') return kind;
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum !== undefined) return schema.enum.map((one) => `\`${String(one)}\``).join(' or ');
  if (typeof $ref === 'string') return ($ref.split('/').at(-1) ?? '').replace(/sink|route/, 'output');
  if (anyOf !== undefined && !anyOf.every((one) => one.type === 'string' || one.type === 'number')) {
    return [...new Set(anyOf.map(typeOf))].join(' or ');
  }
  if (type === 'array')
    return `list${items === undefined || Object.keys(items).length === 0 ? '' : ` of ${typeOf(items)}`}`;
  if (properties !== undefined) return 'map';
  if (type === 'object') return 'map by name';
  if (type === undefined && anyOf === undefined) return 'any';
  return WORDS[type ?? ''] ?? type ?? 'text';
};

const WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  boolean: 'true or false',
};

const windows = (schema: JsonSchema | undefined): string => {
  const forms = (schema?.anyOf ?? []).filter(({ properties }) => properties !== undefined);
  const titles = ['Tumbling or sliding', 'Session'];
  return `### window\n\nA duration alone is a tumbling window.\n\n${forms.map((form, i) => `${titles[i] ?? ''}:\n\n${table(form)}`).join('\n')}`;
};

const measures = (): string =>
  `### measure\n\n| call | value |\n|---|---|\n${MEASURE_USAGES.map(([usage, meaning]) => row(usage, meaning)).join('')}`;

const formats = (schema: JsonSchema, parts: Parts): string => {
  const plain = parts.formats.map(({ name, summary }) => row(`\`${name}\``, summary));
  const settings = (schema.anyOf ?? []).flatMap(({ properties }) => Object.entries(properties ?? {}));
  const tables = settings
    .filter(([, one]) => one.properties !== undefined)
    .map(([name, one]) => `\n### Settings of \`${name}\`\n\n${table(one)}`);
  return `## Formats\n\n| format | lines |\n|---|---|\n${plain.join('')}${tables.join('')}${presets()}`;
};

/** Who is known to write requests as JSON, by which keys they are told, and what their duration is. */
const presets = (): string => {
  const rows = PRESETS.map(({ name, title, needs, excludes = [], duration = [], lasted = [] }) => {
    const without = excludes.length === 0 ? '' : `; without ${oneOf(excludes)}`;
    const took = duration
      .filter((one) => !SAID_DURATIONS.includes(one))
      .map(([key, unit]) => `\`${key}\`${unit === 'unsaid' ? '' : ` in ${unit}`}`);
    const between = lasted.length === 0 ? [] : [lasted.map((key) => `\`${key}\``).join(' to ')];
    return row(
      `\`${name}\``,
      title,
      `${needs.map(oneOf).join('; ')}${without}`,
      [...took, ...between].join(', ') || 'none',
    );
  });
  return `\n### Who writes JSON\n\n| name | lines | one key of each of these | the duration, a number in |\n|---|---|---|---|\n${rows.join('')}`;
};

const oneOf = (some: readonly Evidence[]): string =>
  some.map(({ name, is }) => `\`${name}\`${is instanceof RegExp ? ` like \`${is.source}\`` : ''}`).join(', ');
