import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type * as z from 'zod';
import { identityOfPath, identityOfPlace } from '../../io/sources/file/identity/path-identity.js';
import { readsWritten } from '../../io/sources/file/reads-written.js';
import { file } from '../../io/sources/file.js';
import { TidemarkError } from '../../operators/tidemark-error.js';
import { parseDuration } from '../../operators/time/parse-duration.js';
import { flagSetting, mapSetting, oneOrMore, textSetting } from '../settings/map-setting.js';
import { partSetting } from '../settings/part-setting.js';
import { scalar } from '../settings/scalar.js';
import { aroundLines, aroundObjections, unwrapOptions, withAround } from './around-lines.js';
import { codecOf, formatFields } from './format.js';
import type { SourcePart } from './part.js';
import { withTable } from './with-table.js';

const WANTED = 'Write beginning, end, or how long before the newest line, such as 2m.';

const start = scalar({
  type: 'start',
  wanted: WANTED,
  examples: ['2m', 'beginning', 'end'],
  read: (value): 'beginning' | 'end' | { readonly milliseconds: number } => {
    if (value === 'beginning' || value === 'end') return value;
    if (typeof value === 'string' && /^\d/.test(value)) return { milliseconds: parseDuration(value) };
    throw new TidemarkError('usage', `"${value}" is no place to start at. ${WANTED}`);
  },
});

const settings = mapSetting({
  file: oneOrMore(
    textSetting('The name of a file is wanted here, or a pattern such as /var/log/*.log.'),
  ).describe('A path or a pattern, or several; a pattern with ! before it says what the others leave out.'),
  format: partSetting('format').optional().describe('How its lines are written. Default: auto.'),
  ...aroundLines,
  start: start
    .optional()
    .describe(
      'Where to begin at the first start: beginning, end, or so long before the newest line. Default: as far back as the longest window.',
    ),
  follow: flagSetting().optional().describe('Wait for more at the end. Default: true.'),
  tag: textSetting('A word is wanted here.').optional().describe('Rows get this as their field tag.'),
});

type Settings = z.output<typeof settings>;

const pathsOf = ({ file: path }: Settings): readonly string[] => (typeof path === 'string' ? [path] : path);

/** Files that are followed, or read once. */
export const fileSource: SourcePart<Settings> = {
  name: 'file',
  settings,
  objections: (given) =>
    pathsOf(given).length === 0 || pathsOf(given).includes('')
      ? [['file', 'The name of a file is missing.']]
      : aroundObjections(given, given.format),
  identities: (given) =>
    [identityOfPath, identityOfPlace].map(
      (identityOf) => `file ${[...new Set(pathsOf(given).map(identityOf))].sort().join(', ')}`,
    ),
  reads: (given, written) => readsWritten(pathsOf(given), written),
  fields: (given, parts) => withAround(formatFields(given.format, parts, given.tag !== undefined), given),
  follows: ({ follow = true }) => follow,
  format: ({ format }) => format ?? 'auto',
  around: unwrapOptions,
  build(given, { clock, warn, inform, words, fields, history, remembers, time, parts }) {
    const follow = given.follow ?? true;
    const source = file({
      codec: codecOf(given.format, parts, time, {
        inform,
        warn,
        words,
        skip: given.skip,
        around: unwrapOptions(given),
      }),
      fields,
      clock,
      path: pathsOf(given),
      follow,
      start: given.start ?? (follow ? { milliseconds: history } : 'beginning'),
      lastLine: remembers ? 'leave' : 'take',
      onWarning: warn,
    });
    return withTable(source, given.format, parts, { clock, warn });
  },
  async probe(given) {
    for (const path of pathsOf(given)) {
      if (/[*?[{]/.test(path)) continue;
      const problem = await stat(path).then(
        (found) => (found.isDirectory() ? `${path} is a directory.` : undefined),
        (error: NodeJS.ErrnoException) =>
          // One that is followed may come later, into a directory that is there.
          error.code === 'ENOENT' && given.follow !== false && existsSync(dirname(path))
            ? undefined
            : `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
      );
      if (problem !== undefined) return problem;
    }
    return undefined;
  },
};
