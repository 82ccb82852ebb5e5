import { TidemarkError } from '../../operators/tidemark-error.js';
import { type AutoOptions, auto } from './auto/auto.js';
import type { Codec } from './codec.js';
import type { Row } from './fields/row.js';
import { FORMATS, type FormatName } from './formats.js';
import { jsonl } from './jsonl/jsonl.js';
import { nginx } from './nginx/nginx.js';
import { regex } from './regex/regex.js';

/** A format as a config writes it: a name, or one that takes a parameter. */
export type FormatSpec =
  | 'auto'
  | FormatName
  /** Fields of JSON lines, by name, and the path of each; or who writes them, such as `caddy`: then only requests are rows. */
  | { readonly json: Readonly<Record<string, string>> | string }
  /** A regular expression with named groups. */
  | { readonly regex: string }
  /** nginx's `log_format`. */
  | { readonly nginx: string };

/** The codec of a format. Throws `unknown-format`, and `bad-options` as the codecs do. */
export function codecOf(format: FormatSpec, options: AutoOptions = {}): Codec<Row> {
  const { onFormat: _, ...codecOptions } = options;
  if (typeof format === 'string') {
    if (format === 'auto') return auto(options);
    const found = FORMATS.find(({ name }) => name === format);
    if (found !== undefined) return found.codec(codecOptions);
  } else if ('json' in format)
    return jsonl({
      ...codecOptions,
      ...(typeof format.json === 'string' ? { requests: format.json } : { fields: format.json }),
    });
  else if ('regex' in format) return regex(format.regex, codecOptions);
  else if ('nginx' in format) return nginx(format.nginx, codecOptions);
  const names = ['auto', ...FORMATS.map(({ name }) => name)].join(', ');
  throw new TidemarkError(
    'unknown-format',
    `There is no format ${JSON.stringify(format)}; it is one of ${names}, { json: … }, { regex: … } or { nginx: … }.`,
  );
}
