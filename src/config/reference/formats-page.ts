import type { Unit } from '../../io/text/value-text.js';
import type { Parts } from '../parts/part.js';
import { type FormatReference, formatReferences } from './format-reference.js';

const UNITS: Readonly<Record<Unit, string>> = {
  duration: 'milliseconds',
  size: 'bytes',
  count: 'a count',
  rate: 'per second',
  fraction: 'a part of 1',
};

/** What a field counts, in words; empty where that is not known. */
export const unitWords = (unit: Unit | undefined): string => (unit === undefined ? '' : UNITS[unit]);

/** `docs/formats.md`: every format with a table of its fields, from the values that check configs. */
export const formatsPage = (parts: Pick<Parts, 'formats'>): string => {
  const all = formatReferences(parts);
  return `# Formats and their fields

Written by \`npm run docs\` from the values that check configs. \`tidemark fields FORMAT\` prints the same, and \`tidemark look FILE\` shows
what a file has. What an access log has is called the same in every format of requests. Durations are in milliseconds and
sizes in bytes, whatever the log has; \`null\` is what the line says is not there (\`-\`).

${all.map(({ name, summary }) => `- [${name}](#${name}): ${summary}`).join('\n')}
${all.map(formatSection).join('')}`;
};

const formatSection = ({ name, summary, fields, others }: FormatReference): string => {
  const more = others === undefined ? '' : `\n\nOther fields: ${others}`;
  const table =
    fields.length === 1
      ? ''
      : `\n\n| field | kind | unit | in the log | what it is |\n|---|---|---|---|---|\n${fields
          .map((field) =>
            cells(
              `\`${field.name}\``,
              field.type,
              unitWords(field.unit),
              field.original === undefined ? '' : `\`${field.original}\``,
              field.about,
            ),
          )
          .join('\n')}`;
  return `\n## ${name}\n\n${summary}${more}${table}\n`;
};

/** A pipe in a cell would end it, also in code. */
const cells = (...texts: readonly string[]): string =>
  `| ${texts.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`.replace(/\| {2}(?=\|)/g, '| ');
