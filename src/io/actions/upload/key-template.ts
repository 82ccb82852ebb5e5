import { TidemarkError } from '../../../operators/tidemark-error.js';

/** What a key is made of. */
export interface KeyedFile {
  /** Below the directory, as `nameText` writes names. */
  readonly path: string;
  /** Epoch milliseconds. */
  readonly modified: number;
}

/**
 * Several machines may ship to one prefix, and a name that is used again on another day, as rotated logs do, is another key: so
 * nothing meets what is there.
 */
export const DEFAULT_KEY = '{host}/{date}/{path}';

/** What S3 allows, in bytes, less `~`, a hash and a number. */
const LONGEST_KEY = 1024 - 19;

export interface KeyPlace {
  readonly prefix: string;
  readonly host: string;
  /** What stands behind the key of a path. */
  readonly ending?: ((path: string) => string) | undefined;
}

type Piece = (file: KeyedFile) => string;

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

const utc = (milliseconds: number): string => new Date(milliseconds).toISOString();

const dateOf = ({ modified }: KeyedFile): string => utc(modified).slice(0, 10).replaceAll('-', '/');

const DATE_IN_NAME = /(?<!\d)(\d{4})([-_.]?)(\d{2})\2(\d{2})(?!\d{1,5}(?:\D|$))/;

/** The first date in the name; that of its content where there is none. */
const dateInName = (file: KeyedFile): string => {
  const [, year = '', , month = '', day = ''] = DATE_IN_NAME.exec(nameOf(file.path)) ?? [];
  const written = `${year}-${month}-${day}`;
  const time = Date.parse(`${written}T00:00:00Z`);
  // February 30 is March 1 to some parsers.
  return Number.isFinite(time) && utc(time).startsWith(written) ? written.replaceAll('-', '/') : dateOf(file);
};

const pieces = (host: string): Readonly<Record<string, Piece>> => ({
  host: () => host,
  date: dateOf,
  'name:date': dateInName,
  year: ({ modified }) => utc(modified).slice(0, 4),
  month: ({ modified }) => utc(modified).slice(5, 7),
  day: ({ modified }) => utc(modified).slice(8, 10),
  hour: ({ modified }) => utc(modified).slice(11, 13),
  path: ({ path }) => path,
  name: ({ path }) => nameOf(path),
});

/** What cannot be in the name of a host cannot be in a key either. */
const hostIn = (name: string): string => name.replace(/[^\w.-]/g, '_') || 'localhost';

/**
 * Reads a template of keys: text, and in braces `host`, `date` (of the content, UTC: 2026/11/29), `name:date` (in the name), `year`, `month`,
 * `day`, `hour`, `path` (below the directory) and `name`. What it gives says the key of a file; undefined for one that is longer than a key may
 * be.
 *
 * Throws TidemarkError 'usage' for what is none, and for one that would give all files of a directory the same key.
 */
export const parseKeyTemplate = (
  template: string,
  { prefix, host, ending }: KeyPlace,
): ((file: KeyedFile) => string | undefined) => {
  const known = pieces(hostIn(host));
  const refuse = (why: string): never => {
    throw new TidemarkError('usage', `"${template}" is no template of keys: ${why}`);
  };
  const parts = template.split(/(\{[^{}]*\})/).map((text, at): Piece => {
    if (at % 2 === 1)
      return (
        known[text.slice(1, -1)] ??
        refuse(
          `it knows no ${text}. There are ${Object.keys(known)
            .map((name) => `{${name}}`)
            .join(', ')}.`,
        )
      );
    if (/[{}]/.test(text)) refuse('a brace is not closed, or was not opened.');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
    if (/[\u0000-\u001f\u007f]/.test(text)) refuse('it has control characters in it.');
    return () => text;
  });
  if (!/\{(?:path|name)\}/.test(template))
    refuse('without {path} or {name} all files would have one key. Add one of them.');
  if (/^\/|\/\//.test(template)) refuse('not all stores keep empty parts of keys. Leave out the "/".');
  if (template.split('/').some((part) => part === '.' || part === '..'))
    refuse('"." and ".." are no directories in a bucket. Leave them out.');
  return (file) => {
    const key = prefix + parts.map((part) => part(file)).join('') + (ending?.(file.path) ?? '');
    return Buffer.byteLength(key) > LONGEST_KEY ? undefined : key;
  };
};
