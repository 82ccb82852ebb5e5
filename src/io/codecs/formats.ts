import { accessLog, isAccessLog } from './access-log/access-log.js';
import { ACCESS_LOG_ABOUT } from './access-log/access-log-about.js';
import type { DurationUnit } from './access-log/clf-duration.js';
import { alb, isAlb } from './alb/alb.js';
import { ALB_ABOUT } from './alb/alb-about.js';
import { cloudfront, isCloudFront } from './cloudfront/cloudfront.js';
import {
  cloudfrontRealtime,
  isCloudFrontRealtime,
  resemblesRealtime,
} from './cloudfront/cloudfront-realtime.js';
import { CLOUDFRONT_REALTIME_ABOUT } from './cloudfront/realtime-about.js';
import type { Codec } from './codec.js';
import { csv } from './csv/csv.js';
import { isCsvHeader, isRequestHeader } from './csv/csv-header.js';
import type { FieldAbout } from './fields/field-about.js';
import type { Row } from './fields/row.js';
import { jetty } from './jetty/jetty.js';
import { isJsonl, isJsonRequest, jsonl } from './jsonl/jsonl.js';
import { JSONL_ABOUT } from './jsonl/jsonl-about.js';
import { isLines, type LinesOptions, lines } from './lines/lines.js';
import { LINES_ABOUT } from './lines/lines-about.js';
import { isLogfmt, logfmt } from './logfmt/logfmt.js';
import { isLogfmtRequest } from './logfmt/logfmt-request.js';
import { isS3Access, s3Access } from './s3-access/s3-access.js';
import { S3_ACCESS_ABOUT } from './s3-access/s3-access-about.js';
import { TEXT_FORMATS, type TextFormatName } from './text-formats.js';
import { tomcat } from './tomcat/tomcat.js';
import { isVpcFlow, vpcFlow } from './vpc-flow/vpc-flow.js';
import { VPC_FLOW_ABOUT } from './vpc-flow/vpc-flow-about.js';
import { isW3c, w3c } from './w3c/w3c.js';
import { CLOUDFRONT_ABOUT, W3C_ABOUT } from './w3c/w3c-about.js';

/** What any of the formats takes; each leaves what is not for it. */
export interface FormatOptions extends LinesOptions {
  /** Only what reports an HTTP request becomes a row; the rest is rejected as `not-a-request`. */
  readonly requests?: boolean;
  /** What whole numbers that count a duration mean, where a line cannot tell. */
  readonly durationUnit?: DurationUnit;
  /** Told once by each codec that it has met one and does not know, or only as a guess. */
  readonly onUnknownDuration?: () => void;
}

/** A format that can be recognised and needs no more than a name. */
export interface Format {
  /** As a config writes it. */
  readonly name: FormatName;
  /** Whether a line is certainly of this format and of none before it in the table. Never throws. */
  readonly recognises: (line: string) => boolean;
  /** Its rows are HTTP requests: all, or those of the lines of which this says so. Absent: none. */
  readonly requests?: true | ((line: string) => boolean);
  /** Where its rows are requests, it has lines besides that are none, with neither a method nor a status. */
  readonly hasOthers?: true;
  /**
   * What has not a layout of its own. `general`: a notation that lines of any content may be in, and lines of another
   * format may hold; `last`: what is only taken where nothing else fits.
   */
  readonly fits?: 'general' | 'last';
  /** Its lines are read with what a syslog puts before them, which is not taken off. */
  readonly inSyslog?: true;
  /** Whether a line that cannot be read is meant to be one of it all the same, by how it begins. */
  readonly resembles?: (line: string) => boolean;
  /** A line that is recognised may say what those behind it are, which say nothing by themselves. */
  readonly hasHeader?: true;
  /** Its fields, `time` left out; of one whose fields only the input knows, those that are known all the same, if any. */
  readonly about: readonly FieldAbout[];
  /** Formats whose times are fixed take only the line limit, and which end of a request they are. */
  readonly codec: (options: FormatOptions) => Codec<Row>;
}

export type FormatName =
  | TextFormatName
  | 'tomcat'
  | 'jetty'
  | 'w3c'
  | 'cloudfront'
  | 'cloudfront-realtime'
  | 'alb'
  | 's3-access'
  | 'vpc-flow'
  | 'jsonl'
  | 'access-log'
  | 'csv'
  | 'logfmt'
  | 'lines';

/**
 * Every format by name, in the order in which they are tried on a line, of which the first that recognises it is the one:
 * those with a layout of their own first, and a particular one before one that reads its lines, too; those that almost
 * anything would fit last.
 */
export const FORMATS: readonly Format[] = [
  {
    name: 'cloudfront',
    recognises: isCloudFront,
    about: CLOUDFRONT_ABOUT,
    requests: true,
    hasHeader: true,
    codec: (options) => cloudfront(limitOf(options)),
  },
  {
    name: 'cloudfront-realtime',
    recognises: isCloudFrontRealtime,
    resembles: resemblesRealtime,
    about: CLOUDFRONT_REALTIME_ABOUT,
    requests: true,
    codec: (options) => cloudfrontRealtime(limitOf(options)),
  },
  {
    name: 'w3c',
    hasOthers: true,
    recognises: isW3c,
    about: W3C_ABOUT,
    requests: true,
    hasHeader: true,
    codec: (options) => w3c(unitOf(options)),
  },
  {
    name: 'alb',
    recognises: isAlb,
    about: ALB_ABOUT,
    requests: true,
    codec: (options) => alb(stampOf(options)),
  },
  {
    name: 's3-access',
    hasOthers: true,
    recognises: isS3Access,
    about: S3_ACCESS_ABOUT,
    requests: true,
    codec: (options) => s3Access(stampOf(options)),
  },
  {
    name: 'vpc-flow',
    recognises: isVpcFlow,
    about: VPC_FLOW_ABOUT,
    hasHeader: true,
    codec: (options) => vpcFlow(limitOf(options)),
  },
  ...TEXT_FORMATS,
  {
    name: 'jsonl',
    recognises: isJsonl,
    about: JSONL_ABOUT,
    requests: isJsonRequest,
    fits: 'general',
    codec: jsonl,
  },
  {
    name: 'access-log',
    recognises: isAccessLog,
    about: ACCESS_LOG_ABOUT,
    requests: true,
    codec: (options) => accessLog({ ...unitOf(options), ...stampOf(options) }),
  },
  // Their lines are those of an access log, and do not say whose they are.
  {
    name: 'tomcat',
    recognises: () => false,
    about: ACCESS_LOG_ABOUT,
    requests: true,
    codec: (options) => tomcat(unitOf(options)),
  },
  {
    name: 'jetty',
    recognises: () => false,
    about: ACCESS_LOG_ABOUT,
    requests: true,
    codec: (options) => jetty(stampOf(options)),
  },
  {
    name: 'csv',
    hasOthers: true,
    recognises: isCsvHeader,
    about: [],
    requests: isRequestHeader,
    fits: 'general',
    hasHeader: true,
    codec: csv,
  },
  {
    name: 'logfmt',
    hasOthers: true,
    recognises: isLogfmt,
    about: [],
    requests: isLogfmtRequest,
    fits: 'general',
    codec: logfmt,
  },
  { name: 'lines', recognises: isLines, about: LINES_ABOUT, fits: 'last', codec: lines },
];

function unitOf(options: FormatOptions): Omit<FormatOptions, 'time' | 'year'> {
  const { durationUnit, onUnknownDuration } = options;
  return {
    ...limitOf(options),
    ...(durationUnit !== undefined && { durationUnit }),
    ...(onUnknownDuration !== undefined && { onUnknownDuration }),
  };
}

function limitOf({ maxLineBytes }: LinesOptions): { readonly maxLineBytes?: number } {
  return maxLineBytes === undefined ? {} : { maxLineBytes };
}

function stampOf(options: LinesOptions): { readonly maxLineBytes?: number; readonly stamp?: 'end' } {
  const stamp = options.time?.stamp;
  return { ...limitOf(options), ...(stamp !== undefined && { stamp }) };
}
