import * as z from 'zod';
import { accessLog } from '../../io/codecs/access-log/access-log.js';
import { ACCESS_LOG_ABOUT } from '../../io/codecs/access-log/access-log-about.js';
import { alb } from '../../io/codecs/alb/alb.js';
import { ALB_ABOUT } from '../../io/codecs/alb/alb-about.js';
import { cloudfront } from '../../io/codecs/cloudfront/cloudfront.js';
import type { Codec } from '../../io/codecs/codec.js';
import { csv } from '../../io/codecs/csv/csv.js';
import type { FieldAbout } from '../../io/codecs/fields/field-about.js';
import type { Row } from '../../io/codecs/fields/row.js';
import { jetty } from '../../io/codecs/jetty/jetty.js';
import { jsonl } from '../../io/codecs/jsonl/jsonl.js';
import { JSONL_ABOUT } from '../../io/codecs/jsonl/jsonl-about.js';
import { lines } from '../../io/codecs/lines/lines.js';
import { LINES_ABOUT } from '../../io/codecs/lines/lines-about.js';
import { logfmt } from '../../io/codecs/logfmt/logfmt.js';
import { nginx } from '../../io/codecs/nginx/nginx.js';
import { nginxAbout } from '../../io/codecs/nginx/nginx-about.js';
import { ACCESS_LOG_NAMES, nginxNames } from '../../io/codecs/nginx/nginx-names.js';
import { regex } from '../../io/codecs/regex/regex.js';
import { s3Access } from '../../io/codecs/s3-access/s3-access.js';
import { S3_ACCESS_ABOUT } from '../../io/codecs/s3-access/s3-access-about.js';
import { TEXT_FORMATS } from '../../io/codecs/text-formats.js';
import { tomcat } from '../../io/codecs/tomcat/tomcat.js';
import { w3c } from '../../io/codecs/w3c/w3c.js';
import { CLOUDFRONT_ABOUT, W3C_ABOUT } from '../../io/codecs/w3c/w3c-about.js';
import { late } from '../settings/late.js';
import { mapSetting, textSetting } from '../settings/map-setting.js';
import { autoFormat } from './auto-format.js';
import { cloudfrontRealtimeFormat } from './cloudfront-realtime-format.js';
import { codecFields } from './codec-fields.js';
import { askUnit, jsonDuration, sayUnit, unitSetting, withDuration } from './duration-unit.js';
import { given } from './given.js';
import { jsonFormat } from './json-format.js';
import { knownFields } from './known-fields.js';
import type { FormatPart, RowFields } from './part.js';
import { textFormatPart } from './text-format-part.js';
import { requestsOf, stampOf, timeOf } from './time-of.js';
import { vpcFlowFormat } from './vpc-flow-format.js';

const OPEN: RowFields = { known: knownFields([]), open: true };

/** Which fields there are does not depend on the one that holds the time: any will do. */
const anyTime = (field: string | undefined) => (field === undefined ? {} : { time: { field } });

const accessLogSettings = mapSetting({
  layout: z
    .enum(['auto', 'common', 'combined', 'vhost_common', 'vhost_combined'], {
      error: 'Write auto, common, combined, vhost_common or vhost_combined.',
    })
    .optional()
    .describe('What a line cannot tell by itself. Default: auto.'),
  duration: unitSetting,
}).optional();

const accessLogFormat: FormatPart<z.output<typeof accessLogSettings>> = {
  name: 'access-log',
  summary: 'NCSA common and combined, with or without virtual host and extra fields.',
  settings: accessLogSettings,
  fields: () => ({ known: knownFields(ACCESS_LOG_ABOUT), open: false, names: ACCESS_LOG_NAMES }),
  takesTime: false,
  codec: ({ layout, duration } = {}, { stamp }, _, warn, __, words) =>
    accessLog({
      ...given({ format: layout, durationUnit: duration }),
      ...stampOf(stamp),
      onUnknownDuration: askUnit(warn, 'access-log', words),
    }),
};

const w3cSettings = late(() =>
  mapSetting({
    fields: textSetting('The names of a #Fields line are wanted here.')
      .optional()
      .describe('The names of a #Fields line, for files without one.'),
    duration: z
      .enum(['s', 'ms', 'us'], { error: 'Write s, ms or us.' })
      .optional()
      .describe('The unit of time-taken, where it is not the usual one.'),
  }).optional(),
);

const w3cFormat: FormatPart<z.output<ReturnType<typeof w3cSettings>>> = {
  name: 'w3c',
  summary: 'W3C extended, as IIS and many proxies write it: fields as #Fields says.',
  get settings() {
    return w3cSettings();
  },
  fields: () => ({ known: knownFields(W3C_ABOUT), open: true }),
  takesTime: false,
  codec: ({ fields, duration } = {}, _, __, warn, ___, words) =>
    w3c({ ...given({ fields, durationUnit: duration }), onUnknownDuration: sayUnit(warn, 'w3c', words) }),
};

/** A format of requests that has no settings. */
const requests = (
  name: string,
  summary: string,
  make: (options?: { readonly stamp?: 'end' }) => Codec<Row>,
  about: readonly FieldAbout[],
): FormatPart<undefined> => ({
  name,
  summary,
  fields: () => codecFields(make(), about),
  takesTime: false,
  codec: (_, { stamp }) => make(stampOf(stamp)),
});

const jsonlFormat: FormatPart<z.output<typeof jsonDuration>> = {
  name: 'jsonl',
  summary:
    'JSON lines: every key in snake_case, nested ones as parent_child; requests of programs that are known are found (Who writes JSON).',
  settings: jsonDuration,
  fields: ({ duration } = {}) =>
    withDuration({ known: knownFields(JSONL_ABOUT), open: true }, duration, 'jsonl'),
  takesTime: true,
  codec: ({ duration } = {}, time, _, onWarning) =>
    jsonl({ ...timeOf(time), ...given({ durationUnit: duration }), ...requestsOf(time), onWarning }),
};

const csvSettings = late(() =>
  mapSetting({
    columns: z
      .array(z.string())
      .optional()
      .describe('Names of the columns, for files without a header line.'),
    separator: textSetting('One character is wanted here.')
      .optional()
      .describe('Default: the one that the header has most of , ; tab and |.'),
  }).optional(),
);

const csvFormat: FormatPart<z.output<ReturnType<typeof csvSettings>>> = {
  name: 'csv',
  summary: 'Tables with a header line.',
  get settings() {
    return csvSettings();
  },
  fields: () => OPEN,
  takesTime: true,
  codec: (settings, time, _, onWarning) =>
    csv({ ...given(settings ?? {}), ...timeOf(time), ...requestsOf(time), onWarning }),
};

const logfmtFormat: FormatPart<undefined> = {
  name: 'logfmt',
  summary: '`key=value` pairs.',
  fields: () => OPEN,
  takesTime: true,
  codec: (_, time, __, onWarning) => logfmt({ ...timeOf(time), ...requestsOf(time), onWarning }),
};

const regexSettings = textSetting(
  'A pattern with named groups is wanted here, such as ^(?<ip>\\S+) (?<ms>\\d+)$.',
);

const regexFormat: FormatPart<string> = {
  name: 'regex',
  summary:
    "A pattern with named groups, each a field: `{ regex: '(?<ip>\\S+) …' }`. Linear in the length of a line.",
  settings: regexSettings,
  fields: (pattern) => codecFields(regex(pattern, anyTime(/\(\?P?<(\w+)>/.exec(pattern)?.[1]))),
  takesTime: true,
  codec: (pattern, time) => regex(pattern, timeOf(time)),
};

const nginxSettings = textSetting(
  'The format of an nginx log_format is wanted here, such as $remote_addr [$time_local] "$request" $status.',
);

const nginxFormat: FormatPart<string> = {
  name: 'nginx',
  summary: "What an nginx log_format says: `{ nginx: '$remote_addr …' }`.",
  settings: nginxSettings,
  fields: (format) => {
    const codec = nginx(format, anyTime(/\$\{?(\w+)/.exec(format)?.[1]));
    const about = codec.fields.flatMap((name) => {
      const known = nginxAbout(name);
      return known === undefined ? [] : [{ ...known, name }];
    });
    return { ...codecFields(codec, about), names: nginxNames(format) };
  },
  takesTime: true,
  codec: (format, time) => nginx(format, timeOf(time)),
};

const tomcatSettings = mapSetting({ duration: unitSetting }).optional();

const tomcatFormat: FormatPart<z.output<typeof tomcatSettings>> = {
  name: 'tomcat',
  summary: 'The access log valve of Tomcat, whose times are when requests were over.',
  settings: tomcatSettings,
  fields: () => ({ known: knownFields(ACCESS_LOG_ABOUT), open: false, names: ACCESS_LOG_NAMES }),
  takesTime: false,
  codec: ({ duration } = {}, _, __, warn, ___, words) =>
    tomcat({ ...given({ durationUnit: duration }), onUnknownDuration: askUnit(warn, 'tomcat', words) }),
};

const linesSettings = mapSetting({
  year: z
    .int({ error: 'A year is wanted here.' })
    .optional()
    .describe(
      'The year of the first line, for times without one. Default: the latest that can be when the file was written.',
    ),
}).optional();

const linesFormat: FormatPart<z.output<typeof linesSettings>> = {
  name: 'lines',
  summary: 'Plain lines that begin with a time: `{ time, line }`.',
  settings: linesSettings,
  fields: () => ({ known: knownFields(LINES_ABOUT), open: false }),
  takesTime: true,
  codec: (settings, { field: _, ...time }) => lines({ ...given(settings ?? {}), ...timeOf(time) }),
};

/** Every format, in the order of the reference. */
export const FORMATS: readonly FormatPart<never>[] = [
  autoFormat,
  accessLogFormat,
  w3cFormat,
  requests('cloudfront', 'Standard logs of CloudFront.', () => cloudfront(), CLOUDFRONT_ABOUT),
  cloudfrontRealtimeFormat,
  requests('alb', 'Application and classic load balancers of AWS.', alb, ALB_ABOUT),
  requests('s3-access', 'Server access logs of S3.', s3Access, S3_ACCESS_ABOUT),
  vpcFlowFormat,
  jsonlFormat,
  jsonFormat,
  csvFormat,
  logfmtFormat,
  regexFormat,
  nginxFormat,
  tomcatFormat,
  requests('jetty', 'Jetty, with its latency in milliseconds at the end of a line.', jetty, ACCESS_LOG_ABOUT),
  ...TEXT_FORMATS.map(textFormatPart),
  linesFormat,
];
