import * as z from 'zod';
import { accessLog } from '../../io/codecs/access-log/access-log.js';
import { alb } from '../../io/codecs/alb/alb.js';
import { auto } from '../../io/codecs/auto/auto.js';
import { cloudfront } from '../../io/codecs/cloudfront/cloudfront.js';
import type { Codec } from '../../io/codecs/codec.js';
import { csv } from '../../io/codecs/csv/csv.js';
import type { Row } from '../../io/codecs/fields/row.js';
import { jsonl } from '../../io/codecs/jsonl/jsonl.js';
import { lines } from '../../io/codecs/lines/lines.js';
import { logfmt } from '../../io/codecs/logfmt/logfmt.js';
import { nginx } from '../../io/codecs/nginx/nginx.js';
import { ACCESS_LOG_NAMES, nginxNames } from '../../io/codecs/nginx/nginx-names.js';
import { regex } from '../../io/codecs/regex/regex.js';
import { s3Access } from '../../io/codecs/s3-access/s3-access.js';
import type { TimeOptions } from '../../io/codecs/time/time-format.js';
import { vpcFlow } from '../../io/codecs/vpc-flow/vpc-flow.js';
import { w3c } from '../../io/codecs/w3c/w3c.js';
import { AppDirectory } from '../../pipelines/flow-log/vpc/app-directory.js';
import { withApps } from '../../pipelines/flow-log/vpc/with-apps.js';
import { mapSetting, namedMap, textSetting } from '../settings/map-setting.js';
import { askUnit, jsonDuration, sayUnit, unitSetting, withDuration } from './duration-unit.js';
import {
  ALB_FIELDS,
  EXTENDED_FIELDS,
  FLOW_FIELDS,
  FLOW_NAMES,
  JSON_FIELDS,
  nginxFields,
  REQUEST_FIELDS,
  S3_FIELDS,
  W3C_FIELDS,
} from './known-fields.js';
import type { FieldInfo, FormatPart, RowFields, TimeSettings } from './part.js';

/** Only what is given: an absent setting is the codec's own default. */
const given = <T extends object>(settings: T): { [K in keyof T]-?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as never;

/** What a codec says of its fields, with what is known of those that several formats share. */
const fieldsOf = (
  { fields, open }: Codec<Row>,
  shared: Readonly<Record<string, FieldInfo>> = {},
): RowFields => ({
  known: Object.fromEntries(fields.map((name) => [name, shared[name] ?? { type: 'any' }])),
  open: open === true,
});

const OPEN: RowFields = { known: { time: { type: 'number' } }, open: true };

const timeOf = ({ stamp, ...time }: TimeSettings): { readonly time: TimeOptions } => ({
  time: { ...given(time), ...stampOf(stamp) },
});

/** Codecs are told no more than to leave times as they are: what `start` means is done to their rows. */
const stampOf = (stamp: TimeSettings['stamp']): { readonly stamp?: 'end' } =>
  stamp === 'end' ? { stamp } : {};

/** Which fields there are does not depend on the one that holds the time: any will do. */
const anyTime = (field: string | undefined) => (field === undefined ? {} : { time: { field } });

const autoSettings = mapSetting({ duration: unitSetting }).optional();

const autoFormat: FormatPart<z.output<typeof autoSettings>> = {
  name: 'auto',
  settings: autoSettings,
  summary: 'Whichever of the others the first lines are in; what it took is given.',
  fields: ({ duration } = {}) => withDuration(OPEN, duration, 'auto'),
  takesTime: true,
  codec: ({ duration } = {}, time, inform, warn, words) => {
    let name = 'access-log';
    return auto({
      ...timeOf(time),
      onWarning: warn,
      ...given({ durationUnit: duration }),
      onFormat: (found) => {
        name = found;
        inform(`The format is ${found}.`);
      },
      onUnknownDuration: () => (name === 'w3c' ? sayUnit : askUnit)(warn, 'auto', words)(),
    });
  },
};

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
  fields: () => ({ known: REQUEST_FIELDS, open: false, names: ACCESS_LOG_NAMES }),
  takesTime: false,
  codec: ({ layout, duration } = {}, { stamp }, _, warn, words) =>
    accessLog({
      ...given({ format: layout, durationUnit: duration }),
      ...stampOf(stamp),
      onUnknownDuration: askUnit(warn, 'access-log', words),
    }),
};

const w3cSettings = mapSetting({
  fields: textSetting('The names of a #Fields line are wanted here.')
    .optional()
    .describe('The names of a #Fields line, for files without one.'),
  duration: z
    .enum(['s', 'ms', 'us'], { error: 'Write s, ms or us.' })
    .optional()
    .describe('The unit of time-taken, where it is not the usual one.'),
}).optional();

const w3cFormat: FormatPart<z.output<typeof w3cSettings>> = {
  name: 'w3c',
  summary: 'W3C extended, as IIS and many proxies write it: fields as #Fields says.',
  settings: w3cSettings,
  fields: () => ({ known: { ...EXTENDED_FIELDS, ...W3C_FIELDS }, open: true }),
  takesTime: false,
  codec: ({ fields, duration } = {}, _, __, warn, words) =>
    w3c({ ...given({ fields, durationUnit: duration }), onUnknownDuration: sayUnit(warn, 'w3c', words) }),
};

/** A format of requests that has no settings. */
const requests = (
  name: string,
  summary: string,
  make: (options?: { readonly stamp?: 'end' }) => Codec<Row>,
  shared: Readonly<Record<string, FieldInfo>>,
): FormatPart<undefined> => ({
  name,
  summary,
  fields: () => fieldsOf(make(), shared),
  takesTime: false,
  codec: (_, { stamp }) => make(stampOf(stamp)),
});

const vpcFlowSettings = mapSetting({
  header: textSetting('The names of the fields are wanted here.')
    .optional()
    .describe('The fields, for files without a header line: as a header, or as the format given to AWS.'),
  time: z
    .enum(['start', 'end'], { error: 'Write start or end.' })
    .optional()
    .describe('Which end of its interval is the time of a record. Default: start.'),
  apps: z
    .record(
      z.string(),
      mapSetting({
        app: textSetting('The name of an app is wanted here.').describe('Whose it is.'),
        vpc: textSetting('The id of a VPC is wanted here.')
          .optional()
          .describe('Default: what the record says.'),
      }),
      { error: 'A map is wanted here: an interface, address or network, a colon, and { app: … }.' },
    )
    .optional()
    .meta({ examples: [{ 'eni-0a1b': { app: 'web' }, '10.0.1.0/24': { app: 'db' } }] })
    .describe(
      'Whose interfaces, addresses and networks are: rows then have src_app, dest_app, vpc_id, bytes_tx, bytes_rx and hour too.',
    ),
}).optional();

type VpcFlowSettings = z.output<typeof vpcFlowSettings>;

const vpcFlowCodec = ({ apps, ...settings }: NonNullable<VpcFlowSettings> = {}): Codec<Row> => {
  const codec = vpcFlow(given(settings));
  return apps === undefined ? codec : withApps(codec, new AppDirectory(apps));
};

const vpcFlowFormat: FormatPart<VpcFlowSettings> = {
  name: 'vpc-flow',
  summary: 'AWS VPC flow logs, versions 2 to 11, fields in any order.',
  settings: vpcFlowSettings,
  fields: (settings) => ({ ...fieldsOf(vpcFlowCodec(settings), FLOW_FIELDS), names: FLOW_NAMES }),
  takesTime: false,
  codec: vpcFlowCodec,
};

const jsonlFormat: FormatPart<z.output<typeof jsonDuration>> = {
  name: 'jsonl',
  summary:
    'JSON lines: every key in snake_case, nested ones as parent_child; requests of nginx, Caddy and Traefik are recognised.',
  settings: jsonDuration,
  fields: ({ duration } = {}) => withDuration({ known: JSON_FIELDS, open: true }, duration, 'jsonl'),
  takesTime: true,
  codec: ({ duration } = {}, time, _, onWarning) =>
    jsonl({ ...timeOf(time), ...given({ durationUnit: duration }), onWarning }),
};

const jsonSettings = namedMap('a field', textSetting('The path of a value is wanted here, such as user.id.'));

const jsonFormat: FormatPart<z.output<typeof jsonSettings>> = {
  name: 'json',
  summary: 'JSON lines, with names for values that lie deeper: `{ json: { user: user.id } }`.',
  settings: jsonSettings,
  fields: (paths) => ({
    known: {
      ...JSON_FIELDS,
      ...Object.fromEntries(Object.keys(paths).map((name) => [name, { type: 'any' as const }])),
    },
    open: true,
  }),
  takesTime: true,
  codec: (paths, time, _, onWarning) => jsonl({ ...timeOf(time), fields: paths, onWarning }),
};

const csvSettings = mapSetting({
  columns: z.array(z.string()).optional().describe('Names of the columns, for files without a header line.'),
  separator: textSetting('One character is wanted here.')
    .optional()
    .describe('Default: the one that the header has most of , ; tab and |.'),
}).optional();

const csvFormat: FormatPart<z.output<typeof csvSettings>> = {
  name: 'csv',
  summary: 'Tables with a header line.',
  settings: csvSettings,
  fields: () => OPEN,
  takesTime: true,
  codec: (settings, time) => csv({ ...given(settings ?? {}), ...timeOf(time) }),
};

const logfmtFormat: FormatPart<undefined> = {
  name: 'logfmt',
  summary: '`key=value` pairs.',
  fields: () => OPEN,
  takesTime: true,
  codec: (_, time, __, onWarning) => logfmt({ ...timeOf(time), onWarning }),
};

const regexSettings = textSetting(
  'A pattern with named groups is wanted here, such as ^(?<ip>\\S+) (?<ms>\\d+)$.',
);

const regexFormat: FormatPart<string> = {
  name: 'regex',
  summary:
    "A pattern with named groups, each a field: `{ regex: '(?<ip>\\S+) …' }`. Linear in the length of a line.",
  settings: regexSettings,
  fields: (pattern) => fieldsOf(regex(pattern, anyTime(/\(\?P?<(\w+)>/.exec(pattern)?.[1]))),
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
    return { ...fieldsOf(codec, nginxFields(codec.fields)), names: nginxNames(format) };
  },
  takesTime: true,
  codec: (format, time) => nginx(format, timeOf(time)),
};

const linesSettings = mapSetting({
  year: z
    .int({ error: 'A year is wanted here.' })
    .optional()
    .describe('The year of the first line, for times without one.'),
}).optional();

const linesFormat: FormatPart<z.output<typeof linesSettings>> = {
  name: 'lines',
  summary: 'Plain lines that begin with a time: `{ time, line }`.',
  settings: linesSettings,
  fields: () => ({ known: { time: { type: 'number' }, line: { type: 'string' } }, open: false }),
  takesTime: true,
  codec: (settings, { field: _, ...time }) => lines({ ...given(settings ?? {}), ...timeOf(time) }),
};

/** Every format, in the order of the reference. */
export const FORMATS: readonly FormatPart<never>[] = [
  autoFormat,
  accessLogFormat,
  w3cFormat,
  requests('cloudfront', 'Standard logs of CloudFront.', () => cloudfront(), W3C_FIELDS),
  requests('alb', 'Application and classic load balancers of AWS.', alb, ALB_FIELDS),
  requests('s3-access', 'Server access logs of S3.', s3Access, S3_FIELDS),
  vpcFlowFormat,
  jsonlFormat,
  jsonFormat,
  csvFormat,
  logfmtFormat,
  regexFormat,
  nginxFormat,
  linesFormat,
];
