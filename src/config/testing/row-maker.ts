import type { Row } from '../../io/codecs/fields/row.js';
import { sectionOf } from '../../io/codecs/request/section-of.js';
import type { RowFields } from '../parts/part.js';
import type { RowAt } from './rate-feed.js';

export type Fields = Readonly<Record<string, unknown>>;

/** A request as they usually are. */
const USUAL_REQUEST: Fields = {
  host: '192.0.2.1',
  user: null,
  method: 'GET',
  path: '/',
  section: '/',
  protocol: 'HTTP/1.1',
  status: 200,
  size: 0,
  referer: null,
  agent: 'tidemark test',
  vhost: null,
  duration: 0,
};

/** A check as they usually are. */
const USUAL_CHECK: Fields = {
  url: 'https://www.example.com/',
  name: 'https://www.example.com/',
  class: 'ok',
  phase: null,
  detail: null,
  status: 200,
  total: 100,
  dns: 5,
  connect: 10,
  proxy: null,
  tls: 20,
  wait: 60,
  body: 5,
  lag: 0,
  bytes: 1000,
  redirects: 0,
  final_url: null,
  address: '192.0.2.1',
  family: 4,
  reused: false,
  certificate: 60 * 86_400_000,
  certificate_of: 'www.example.com on www.example.com',
  certificate_due: false,
  note: null,
  maintenance: false,
  group: null,
};

/** Whether rows of a source are what came of checks. */
const areChecks = ({ known }: RowFields): boolean =>
  known.class?.type === 'string' && known.lag?.type === 'number' && known.url?.type === 'string';

/** Whether rows of a source are requests, whatever log they stand in. */
export const areRequests = ({ known }: RowFields): boolean =>
  known.method?.type === 'string' && known.path?.type === 'string' && known.status?.type === 'number';

/** The section that a path has, where the rows have sections. */
export const sectionFor = (path: unknown): string => sectionOf(typeof path === 'string' ? path : null);

/**
 * What rows have that a test says nothing of: those of requests are usual requests, those of checks usual checks, others have
 * nothing but a time.
 */
export const usualFields = (source: RowFields, tag: string | undefined): Fields => {
  const usual = areRequests(source) ? USUAL_REQUEST : areChecks(source) ? USUAL_CHECK : {};
  const known = Object.entries(usual).filter(([name]) => Object.hasOwn(source.known, name));
  return { ...Object.fromEntries(known), ...(tag !== undefined && { tag }) };
};

/** The usual fields with these over them; a section that is not given is that of the path. */
export const withUsual = (usual: Fields, given: Fields): Fields => ({
  ...usual,
  ...given,
  // A target is called as its URL where it has no name.
  ...('lag' in usual && 'url' in given && !('name' in given) && { name: given.url }),
  ...('section' in usual &&
    'path' in given &&
    !('section' in given) && {
      section: Array.isArray(given.path) ? given.path.map(sectionFor) : sectionFor(given.path),
    }),
});

/** Makes rows with these fields, at any time; of a field that is a list the values are taken in turn. */
export const rowMaker = (fields: Fields): RowAt => {
  const lists = Object.entries(fields).filter((entry): entry is [string, unknown[]] =>
    Array.isArray(entry[1]),
  );
  // All rows have the same fields in the same order, so that they share one hidden class.
  const template = { time: 0, ...fields };
  return (time, i): Row => {
    const row: { time: number; [field: string]: unknown } = { ...template, time };
    for (const [name, values] of lists) row[name] = values[i % values.length];
    return row;
  };
};
