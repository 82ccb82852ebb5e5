import { requestParts } from '../request/request-parts.js';
import { sectionOf } from '../request/section-of.js';

/** The fields of an access log, as far as a JSON record has them. */
export interface AccessRecord {
  host?: string | null | undefined;
  user?: string | null | undefined;
  method?: string | null | undefined;
  path?: string | null | undefined;
  section?: string | undefined;
  protocol?: string | null | undefined;
  status?: number | null | undefined;
  size?: number | undefined;
  referer?: string | null | undefined;
  agent?: string | null | undefined;
  vhost?: string | null | undefined;
  duration?: number | undefined;
}

type Json = Readonly<Record<string, unknown>>;

/** Whose request an object reports. */
export type Reporter = 'caddy' | 'traefik' | 'nginx';

/** Whether an object reports a request as Caddy, Traefik or nginx (`escape=json`) do, and which. */
export function reporterOf(object: Json): Reporter | undefined {
  if (isObject(object.request)) {
    return text(object.request.uri) === undefined || object.status === undefined ? undefined : 'caddy';
  }
  if (typeof object.RequestPath === 'string') {
    return object.DownstreamStatus === undefined && object.RequestMethod === undefined
      ? undefined
      : 'traefik';
  }
  if (number(object.status) === undefined || first(object, HOSTS) === undefined) return undefined;
  return (text(object.request) ?? first(object, PATHS)) === undefined ? undefined : 'nginx';
}

const HOSTS = ['remote_addr', 'remote_ip', 'client_ip', 'ip'];
const PATHS = ['request_uri', 'uri', 'path'];

/** The request that a line of Caddy, Traefik or nginx (`escape=json`) reports; undefined if it is another record. */
export function accessRecord(object: Json): AccessRecord | undefined {
  switch (reporterOf(object)) {
    case 'caddy':
      return isObject(object.request) ? caddyRecord(object, object.request) : undefined;
    case 'traefik':
      return traefikRecord(object);
    case 'nginx':
      return nginxRecord(object);
    case undefined:
      return undefined;
  }
}

function caddyRecord(object: Json, request: Json): AccessRecord {
  const path = text(request.uri);
  const headers = isObject(request.headers) ? request.headers : {};
  return {
    host: first(request, ['client_ip', 'remote_ip']) ?? withoutPort(text(request.remote_addr)),
    user: text(object.user_id),
    method: text(request.method),
    path,
    section: sectionOf(path ?? null),
    protocol: text(request.proto),
    status: number(object.status),
    size: bytesOf(object.size),
    referer: header(headers, 'Referer'),
    agent: header(headers, 'User-Agent'),
    vhost: text(request.host),
    duration: milliseconds(object.duration, 1000),
  };
}

function traefikRecord(object: Json): AccessRecord {
  const path = text(object.RequestPath);
  return {
    host: text(object.ClientHost),
    user: text(object.ClientUsername),
    method: text(object.RequestMethod),
    path,
    section: sectionOf(path ?? null),
    protocol: text(object.RequestProtocol),
    status: number(object.DownstreamStatus),
    size: bytesOf(object.DownstreamContentSize),
    referer: text(object.request_Referer),
    agent: text(object['request_User-Agent']),
    vhost: first(object, ['RequestHost', 'RequestAddr']),
    duration: milliseconds(object.Duration, 1e-6),
  };
}

/** Objects that people write with nginx's `log_format`: keys are its variables, or their usual short names. */
function nginxRecord(object: Json): AccessRecord {
  const host = first(object, HOSTS);
  const request = text(object.request);
  const uri = first(object, PATHS);
  const status = number(object.status);
  const parts = requestParts(request ?? '');
  const path = uri ?? parts.path;
  return {
    host,
    user: text(object.remote_user),
    method: first(object, ['request_method', 'method']) ?? parts.method ?? undefined,
    path,
    section: sectionOf(path),
    protocol: first(object, ['server_protocol', 'protocol']) ?? parts.protocol ?? undefined,
    status,
    size: bytesOf(object.body_bytes_sent ?? object.bytes_sent ?? object.length),
    referer: first(object, ['http_referer', 'http_referrer', 'referrer']),
    agent: first(object, ['http_user_agent', 'user_agent']),
    vhost: first(object, ['host', 'http_host', 'server_name']),
    duration: milliseconds(object.request_time, 1000) ?? milliseconds(object.generation_time_milli, 1),
  };
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Null for `-` and nothing, undefined for what is no text. */
function text(value: unknown): string | null | undefined {
  if (typeof value !== 'string') return undefined;
  return value === '' || value === '-' ? null : value;
}

/** The text of the first of these keys that has one. */
function first(object: Json, keys: readonly string[]): string | null | undefined {
  for (const key of keys) {
    const value = text(object[key]);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** Null for `-`, undefined for what is neither a number nor its digits. */
function number(value: unknown): number | null | undefined {
  if (typeof value === 'number') return value;
  if (value === '-') return null;
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}

/** 0 for `-`, as in an access log. */
function bytesOf(value: unknown): number | undefined {
  const bytes = number(value);
  return bytes === null ? 0 : bytes;
}

/** Rounded to the nanosecond, so that 0.29 s is 290 ms and not 289.99999999999994. */
export function milliseconds(value: unknown, factor: number): number | undefined {
  const amount = typeof value === 'string' && /^\d{1,9}(?:\.\d{1,9})?$/.test(value) ? Number(value) : value;
  return typeof amount === 'number' ? Math.round(amount * factor * 1e6) / 1e6 : undefined;
}

function header(headers: Json, name: string): string | null | undefined {
  const values = headers[name];
  return text(Array.isArray(values) ? values[0] : values);
}

function withoutPort(address: string | null | undefined): string | null | undefined {
  return address?.replace(/:\d{1,5}$/, '').replace(/^\[|\]$/g, '');
}
