import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';

/** What every page says that is as it should be. */
export const HEALTHY = 'All systems work';

/** One request of a site. */
export interface Visit {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Of the site; no two have the same. */
  readonly index: number;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Runs it later, unless the server has stopped by then. */
  readonly after: (milliseconds: number, task: () => void) => void;
}

/** A way in which a site behaves. */
export interface SiteKind {
  readonly name: string;
  /** What it does, for people. */
  readonly about: string;
  /** Which of the servers it is at; `nowhere` is a port at which nobody listens. */
  readonly at: 'http' | 'https' | 'expired' | 'nowhere';
  readonly answer: (visit: Visit) => void;
}

const page = (text: string, size = 0): string =>
  `<!doctype html><title>${text}</title><p>${text}.</p>\n${'<!-- -->'.repeat(Math.ceil(size / 8))}`;

const HTML = { 'content-type': 'text/html; charset=utf-8' };

const send = (
  { response }: Visit,
  status: number,
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
): void => {
  response.writeHead(status, { ...HTML, 'content-length': String(Buffer.byteLength(body)), ...headers });
  response.end(body);
};

/** Half a minute up, half a minute down; each site begins elsewhere in it. */
const FLAP = 30_000;
export const isFlappingUp = (now: number, index: number): boolean =>
  Math.floor((now + index * 7000) / FLAP) % 2 === 0;

/** Longer than `slow` and shorter than `timeout` of the config that is printed for them. */
const SLOW = 1500;

const fine = (visit: Visit): void =>
  visit.after((visit.index * 37) % 150, () => send(visit, 200, page(HEALTHY, (visit.index % 10) * 2000)));

/** In the order in which they are taken, with a fine one before each. */
export const SITE_KINDS: readonly SiteKind[] = [
  {
    name: 'slow',
    about: 'answers after 1.5 s',
    at: 'http',
    answer: (visit) => visit.after(SLOW, () => send(visit, 200, page(HEALTHY))),
  },
  {
    name: 'flapping',
    about: 'is up for 30 s, and answers 503 for 30 s',
    at: 'http',
    answer: (visit) =>
      isFlappingUp(visit.now, visit.index)
        ? send(visit, 200, page(HEALTHY))
        : send(visit, 503, page('Service unavailable'), { 'retry-after': '30' }),
  },
  {
    name: 'failing',
    about: 'answers 500',
    at: 'http',
    answer: (visit) => send(visit, 500, page('Internal server error')),
  },
  {
    name: 'redirecting',
    about: 'leads twice to another path, and is fine there',
    at: 'http',
    answer: (visit) => {
      const [, step] = /[?&]step=(\d+)/.exec(visit.request.url ?? '') ?? [];
      if (step === '2') return fine(visit);
      const location = `/redirecting/${visit.index}?step=${step === undefined ? 1 : 2}`;
      send(visit, 302, '', { location });
    },
  },
  {
    name: 'resetting',
    about: 'resets the connection instead of an answer',
    at: 'http',
    answer: ({ request }) => void request.socket.resetAndDestroy(),
  },
  {
    name: 'gzip',
    about: 'is fine, and compressed whatever is asked for',
    at: 'http',
    answer: (visit) =>
      send(visit, 200, gzipSync(page(HEALTHY, 20_000)), {
        'content-encoding': 'gzip',
        vary: 'accept-encoding',
      }),
  },
  {
    name: 'wrong-body',
    about: 'answers 200 with a page that says that something is wrong',
    at: 'http',
    answer: (visit) => send(visit, 200, page('The database is away')),
  },
  {
    name: 'expired',
    about: 'has a certificate that expired a day ago',
    at: 'expired',
    answer: fine,
  },
  {
    name: 'secure',
    about: 'is fine, over TLS',
    at: 'https',
    answer: fine,
  },
  {
    name: 'looping',
    about: 'redirects to itself for ever',
    at: 'http',
    answer: (visit) => send(visit, 302, '', { location: `/looping/${visit.index}` }),
  },
  {
    name: 'hanging',
    about: 'takes the request and never answers',
    at: 'http',
    answer: () => undefined,
  },
  {
    name: 'stuck',
    about: 'begins an answer, and never ends it',
    at: 'http',
    answer: ({ response }) => {
      response.writeHead(200, { ...HTML, 'content-length': '100000' });
      response.write(page(HEALTHY));
    },
  },
  {
    name: 'cut',
    about: 'ends the connection before all is sent that it promised',
    at: 'http',
    answer: ({ request, response }) => {
      response.writeHead(200, { ...HTML, 'content-length': '100000' });
      response.write(page(HEALTHY), () => request.socket.end());
    },
  },
  {
    name: 'refusing',
    about: 'is a port at which nobody listens',
    at: 'nowhere',
    answer: () => undefined,
  },
];

export const FINE: SiteKind = { name: 'fine', about: 'answers within 150 ms', at: 'http', answer: fine };
