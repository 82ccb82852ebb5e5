import type { HttpTarget } from '../target.js';
import { Cookies } from './cookies.js';
import type { Hop, HopRequest, HopResult } from './hop.js';
import { redirected, redirection } from './redirected.js';

const NOTHING = Buffer.alloc(0);

/** The hops of one check. */
export interface Trail {
  /** All of them; only the last one still has its body. */
  readonly hops: readonly HopResult[];
  readonly last: HopResult;
  /** Of the last hop, as is its method. No credentials are in it. */
  readonly url: URL;
  readonly method: string;
  readonly redirects: number;
  /** Why the last answer was not followed, where it is a redirect. */
  readonly refused: string | undefined;
}

/** Asks, and follows redirects as far as the target says; each hop is guarded, timed and verified like the first. */
export async function followed(
  target: HttpTarget,
  hop: Hop,
  userAgent: string,
  deadline: AbortSignal,
): Promise<Trail> {
  const first = firstRequest(target, userAgent);
  const cookies = new Cookies();
  const hops: HopResult[] = [];
  let request = first;
  for (;;) {
    const { url } = request;
    const leads: HopRequest['isEnough'] = (head) =>
      hops.length < target.redirects && redirection(url, head).kind === 'url';
    // Nobody reads what a redirect has for a body; but a connection that is kept is to be read to its end.
    const isEnough = request.connection === 'fresh' ? leads : undefined;
    const asked = sent(request, first.url, cookies);
    const last = await hop({ ...asked, ...(isEnough !== undefined && { isEnough }) }, deadline);
    hops.push(last);
    const next = redirection(url, last);
    const { failure, status } = last;
    // Where it is read, it may break off.
    const isAnswer = failure === undefined || (failure.phase === 'body' && failure.class !== 'timeout');
    const refused = isAnswer ? refusal(target, hops.length, next) : undefined;
    if (!isAnswer || next.kind !== 'url' || status === undefined || refused !== undefined) {
      const { method } = request;
      return { hops, last, url, method, redirects: hops.length - 1, refused };
    }
    hops[hops.length - 1] = { ...last, body: NOTHING };
    await cookies.take(request.url, last.headers);
    request = redirected(request, status, next);
  }
}

function refusal(
  { redirects }: HttpTarget,
  hops: number,
  next: ReturnType<typeof redirection>,
): string | undefined {
  if (next.kind === 'none') return undefined;
  if (redirects === 0) {
    const where = next.kind === 'url' ? ` to ${next.url.href}` : '';
    return `a redirect${where}, and none is followed`;
  }
  if (hops > redirects) return `more than ${redirects} redirects`;
  return next.kind === 'refused' ? next.why : undefined;
}

function firstRequest(target: HttpTarget, userAgent: string): HopRequest {
  const { method, body, network, tls, connection, bodyLimit } = target;
  const { expect } = target;
  const keepsBody = expect.body !== undefined || expect.notBody !== undefined || expect.json.length > 0;
  const url = new URL(target.url);
  url.hash = '';
  url.username = '';
  url.password = '';
  const names = new Set(target.headers.map(([name]) => name));
  const usual = [
    ['user-agent', userAgent],
    ['accept', '*/*'],
    ['accept-encoding', 'gzip, deflate, br'],
  ] as const;
  const headers = [...usual.filter(([name]) => !names.has(name)), ...target.headers];
  const limits = { bodyLimit, keepsBody };
  return { url, written: target.url, method, headers, body, network, tls, connection, ...limits };
}

/** With its cookies; and the address to connect to instead is only that of what the target names. */
function sent(request: HopRequest, first: URL, cookies: Cookies): HopRequest {
  const own = request.headers.flatMap(([name, value]) => (name === 'cookie' ? [value] : []));
  const cookie = cookies.header(request.url, own.join('; '));
  const rest = request.headers.filter(([name]) => name !== 'cookie');
  const isFirst = request.url.host === first.host && request.url.protocol === first.protocol;
  return {
    ...request,
    headers: cookie === undefined ? rest : [...rest, ['cookie', cookie]],
    network: isFirst ? request.network : { ...request.network, connectTo: undefined },
  };
}
