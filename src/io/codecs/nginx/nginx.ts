import { TidemarkError } from '../../../operators/tidemark-error.js';
import type { Codec } from '../codec.js';
import type { CodecOptions } from '../codec-options.js';
import type { Row } from '../fields/row.js';
import { snakeCase } from '../fields/snake-case.js';
import { WantedNames } from '../fields/wanted-names.js';
import { LineDecoder } from '../line/line-decoder.js';
import { checkedLineLimit } from '../line/line-limit.js';
import { timeReader } from '../time/time-format.js';
import { nginxFields } from './nginx-fields.js';
import { nginxFormat } from './nginx-format.js';
import { NginxParser } from './nginx-parser.js';
import { REQUEST_FIELDS, TIME_VARIABLES } from './nginx-variables.js';

/**
 * Lines that nginx writes by a `log_format`: its text, or the whole directive as it stands in nginx.conf.
 *
 *     $remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent $request_time
 *
 * Each variable runs up to the text that follows it in the format; between quotes, `\"` and `\x22` are part of it.
 * Variables that an access log has are under the names of `AccessLogRow` and in its units (`$remote_addr` is `host`,
 * `$request_time` is `duration` in milliseconds, `$request` is `method`, `path`, `section` and `protocol`); the others
 * under their own, without `$`, text as it is written. All that nginx measures of time is in milliseconds,
 * `$upstream_response_time` and its kind too, of which a list is one number, its sum. `-` is null, and 0 bytes. A line of
 * another format is rejected as `malformed`.
 *
 * The time is in `$msec`, `$time_iso8601` or `$time_local`, or in the variable `time.field`.
 *
 * A format with `escape=json` writes JSON lines: use `jsonl`, which knows these names too.
 *
 * @throws TidemarkError `bad-options` for a format without a time, with two variables side by side, or that writes JSON.
 *
 * @example
 * ```ts
 * import { file, nginxCodec } from 'tidemark';
 *
 * const source = file({ path: 'access.log', codec: nginxCodec('$remote_addr [$time_local] "$request" $status $request_time') });
 * ```
 */
export function nginx(logFormat: string, options: CodecOptions = {}): Codec<Row> {
  const { time = {} } = options;
  const maxLineBytes = checkedLineLimit(options.maxLineBytes);
  const format = nginxFormat(logFormat);
  const names = format.variables.map((variable) => variable.name);
  const fields = nginxFields(names);
  const named = time.field?.replace(/^\$/, '') ?? TIME_VARIABLES.find((name) => names.includes(name));
  const timeVariable =
    named === undefined
      ? -1
      : names.findIndex((name) => name === named || snakeCase(name) === snakeCase(named));
  if (timeVariable === -1) {
    throw new TidemarkError(
      'bad-options',
      `This log_format has no ${named === undefined ? 'time' : `$${named}`}; add $time_local, $time_iso8601 or $msec.`,
    );
  }
  const { format: written = 'auto' } = time;
  const clf = written === 'clf' || (written === 'auto' && names[timeVariable] === 'time_local');
  const parserOptions = { format, fields, time: timeVariable, readTime: timeReader(time), clf };
  const known = fields.flatMap(({ field, kind }) => {
    if (kind === 'request') return REQUEST_FIELDS;
    return kind === 'target' ? [field, 'section'] : [field];
  });
  return {
    fields: ['time', ...known.filter((name) => name !== 'time')],
    decoder(asked, { offset = 0, saved, written } = {}) {
      const readTime = timeReader(time, written);
      const parser = new NginxParser(new WantedNames(asked), { ...parserOptions, readTime });
      return new LineDecoder(() => parser, { maxLineBytes, offset, saved, clock: readTime.clock });
    },
  };
}
