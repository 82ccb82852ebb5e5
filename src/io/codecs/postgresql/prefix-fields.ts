import type { ReadColumn } from '../columns/read-column.js';
import { about } from '../fields/about.js';
import type { Field } from '../text-format/field.js';

const ABOUT = [
  about.number('pid', 'the process', '%p'),
  about.text('user', 'who is connected', '%u'),
  about.text('database', 'to which database', '%d'),
  about.text('application', 'what the client calls itself', '%a'),
  about.text('host', 'address or name of the client', '%h'),
  about.number('client_port', 'its port', '%r'),
];

type Parts = Readonly<Record<string, string | undefined>>;
type Part = 'pid' | 'user' | 'database' | 'application' | 'host' | 'client_port';

const NO_PARTS: Parts = {};
/** Each is looked for by itself, for prefixes have them in any order. */
const PARTS: Readonly<Record<Part, RegExp>> = {
  pid: /\[(\d+)(?:-\d+)?\]/,
  user: /(?:^|[ ,])user=([^, ]*)|(?:^|[ :])([^@ :=]+)@[^@ ]+/,
  database: /(?:^|[ ,])db=([^, ]*)|(?:^|[ :])[^@ :=]+@([^@ :,]+)/,
  application: /(?:^|[ ,])app=([^,]*)/,
  host: /(?:^|[ ,])(?:client|host)=([^, (]*)|^:([^ ()]+)\(\d+\):/,
  client_port: /(?:^|[ ,])(?:client|host)=[^, (]*\((\d+)\)|^:[^ ()]+\((\d+)\):/,
};
const MAX_REMEMBERED = 4096;
/** Longer prefixes hardly come again, and would fill the memory. */
const LONGEST_REMEMBERED = 256;

/** What stands between the time and the severity. Most lines of one connection have the same. */
export const prefixFields: Field = {
  about: ABOUT,
  columns(slotOf, strings) {
    const slot = slotOf('prefix');
    const memory = new Map<string, Parts>();
    let line = -1;
    let parts = NO_PARTS;
    return ABOUT.map(({ name, type }): readonly [string, ReadColumn] => [
      name,
      (bytes, fields) => {
        if (line !== fields.line) {
          line = fields.line;
          const prefix = strings.short.get(bytes, fields.from[slot] as number, fields.to[slot] as number);
          parts = partsOf(prefix, memory);
        }
        const value = parts[name];
        if (value === undefined) return undefined;
        if (value === '' || value === '[unknown]') return null;
        return type === 'number' ? Number(value) : value;
      },
    ]);
  },
};

function partsOf(prefix: string, memory: Map<string, Parts>): Parts {
  const known = memory.get(prefix);
  if (known !== undefined) return known;
  if (memory.size === MAX_REMEMBERED) memory.clear();
  const parts: Record<string, string | undefined> = {};
  for (const [name, pattern] of Object.entries(PARTS)) {
    const found = pattern.exec(prefix);
    if (found !== null) parts[name] = found[1] ?? found[2];
  }
  if (prefix.length <= LONGEST_REMEMBERED) memory.set(prefix, parts);
  return parts;
}
