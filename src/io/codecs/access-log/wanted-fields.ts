import type { AccessLogRow } from './access-log-row.js';

/** Every field that a row may have. */
export const ACCESS_LOG_FIELDS = [
  'time',
  'host',
  'user',
  'method',
  'path',
  'section',
  'protocol',
  'status',
  'size',
  'referer',
  'agent',
  'vhost',
  'duration',
] as const satisfies readonly (keyof AccessLogRow)[];

/** Which fields, and which parts of a line, have to be read. */
export class WantedFields {
  readonly host: boolean;
  readonly user: boolean;
  readonly method: boolean;
  readonly path: boolean;
  readonly section: boolean;
  readonly protocol: boolean;
  readonly status: boolean;
  readonly size: boolean;
  readonly referer: boolean;
  readonly agent: boolean;
  readonly vhost: boolean;
  readonly duration: boolean;
  /** Whatever comes before the time. */
  readonly names: boolean;
  /** The request, taken apart. */
  readonly request: boolean;
  /** Whatever comes after the size. */
  readonly tail: boolean;
  /** The referer or the agent themselves, and not only what follows them. */
  readonly tailTexts: boolean;

  /** Names that an access log does not have are no concern of this codec: later steps may derive them. */
  constructor(fields: readonly string[] | 'all') {
    const wants = (name: keyof AccessLogRow): boolean => fields === 'all' || fields.includes(name);
    this.host = wants('host');
    this.user = wants('user');
    this.method = wants('method');
    this.path = wants('path');
    this.section = wants('section');
    this.protocol = wants('protocol');
    this.status = wants('status');
    this.size = wants('size');
    this.referer = wants('referer');
    this.agent = wants('agent');
    this.vhost = wants('vhost');
    this.duration = wants('duration');
    this.names = this.host || this.user || this.vhost;
    this.request = this.method || this.path || this.section || this.protocol;
    this.tailTexts = this.referer || this.agent;
    this.tail = this.tailTexts || this.duration;
  }
}
