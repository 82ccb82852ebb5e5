import type { FieldAbout } from '../../io/codecs/fields/field-about.js';
import { WRAP_FIELDS } from '../../io/codecs/unwrap/wrap-fields.js';
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
- [what stands around lines](#what-stands-around-lines): containers, syslog, the journal
${all.map(formatSection).join('')}${AROUND}`;
};

const formatSection = ({ name, summary, fields, others }: FormatReference): string => {
  const more = others === undefined ? '' : `\n\nOther fields: ${others}`;
  return `\n## ${name}\n\n${summary}${more}${fields.length === 1 ? '' : fieldsTable(fields)}\n`;
};

const fieldsTable = (fields: readonly FieldAbout[]): string =>
  `\n\n| field | kind | unit | in the log | what it is |\n|---|---|---|---|---|\n${fields
    .map(({ name, type, unit, original, about }) =>
      cells(`\`${name}\``, type, unitWords(unit), original === undefined ? '' : `\`${original}\``, about),
    )
    .join('\n')}`;

/** A pipe in a cell would end it, also in code. */
const cells = (...texts: readonly string[]): string =>
  `| ${texts.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`.replace(/\| {2}(?=\|)/g, '| ');

const AROUND = `
## What stands around lines

With \`unwrap\`, and with the format \`auto\`, what containers, syslog and the journal write around lines is taken off, and rows have
what it says.${fieldsTable(WRAP_FIELDS)}
`;
