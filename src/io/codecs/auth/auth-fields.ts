import type { ColumnStrings } from '../columns/column-strings.js';
import type { LineFields } from '../columns/line-fields.js';
import type { ReadColumn } from '../columns/read-column.js';
import type { FieldAbout } from '../fields/field-about.js';
import type { Field } from '../text-format/field.js';
import { type Said, said } from './said.js';

const ABOUT: readonly FieldAbout[] = [
  { name: 'outcome', type: 'text', about: 'what became of it, such as accepted or failed' },
  { name: 'user', type: 'text', about: 'who' },
  { name: 'ip', type: 'text', about: 'from where' },
  { name: 'port', type: 'number', about: 'its port' },
  { name: 'method', type: 'text', about: 'how, such as password or publickey' },
  { name: 'target_user', type: 'text', about: 'of sudo and su: as whom' },
  { name: 'command', type: 'text', about: 'of sudo and cron: what was run' },
  {
    name: 'times',
    type: 'number',
    unit: 'count',
    about: 'how often; more than once where one line stands for several',
  },
];

/** What a message says, read once for all that is asked of it; nothing is read where nothing is asked. */
export const saidFields: Field = {
  about: ABOUT,
  columns(slotOf, strings) {
    const reader = readerOf(slotOf('program'), slotOf('message'), strings);
    return ABOUT.map(({ name, type }): readonly [string, ReadColumn] => [
      name,
      (bytes, fields) => {
        const { outcome, parts } = reader(bytes, fields);
        const value = name === 'outcome' ? outcome : parts[name];
        if (name === 'times') return value === undefined ? 1 : Number(value);
        if (value === undefined || value === '') return null;
        return type === 'number' ? Number(value) : value;
      },
    ]);
  },
};

function readerOf(
  program: number,
  message: number,
  strings: ColumnStrings,
): (bytes: Buffer, fields: LineFields) => Said {
  let line = -1;
  let last: Said = { parts: {} };
  return (bytes, fields) => {
    if (line === fields.line) return last;
    line = fields.line;
    const name = strings.short.get(bytes, fields.from[program] as number, fields.to[program] as number);
    const text = strings.decode(bytes, fields.from[message] as number, fields.to[message] as number);
    last = said(name, text);
    return last;
  };
}
