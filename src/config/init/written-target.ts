import { isIP } from 'node:net';
import { parseJsonCondition } from '../../io/actions/check/http/json/parse-json-condition.js';
import { formatDuration } from '../../io/text/format-duration.js';
import { TidemarkError } from '../../operators/tidemark-error.js';
import { EVERY_LIMITS } from '../parts/urls/every-limits.js';
import { OWN_HEADERS } from '../parts/urls/own-headers.js';
import type { ConfigTree } from '../ready-made/config-tree.js';
import { type Note, patternFault } from './foreign-map.js';
import type { HeaderExpectation, StatusRange, TakenTarget } from './taken-target.js';

const HOST_AND_PORT = /^\[?([\da-f:.]+?)\]?(?::\d+)?$/i;

/** A target as a config of ours has it; what cannot be written is said. */
export const writtenTarget = (
  target: Partial<TakenTarget>,
  where: string,
  note: Note,
  defaultTimeout: number,
): ConfigTree => {
  const {
    url,
    name,
    every,
    timeout,
    tags,
    group,
    method,
    basic,
    bearer,
    body,
    redirects,
    bodyLimit,
    family,
    proxy,
  } = target;
  const { insecure, ca, clientCert, clientKey, record, startTls, resolver } = target;
  const expect = written({
    status: target.status?.map(rangeText),
    body: patternOf('body', target.expectBody, where, note),
    not_body: patternOf('not_body', target.expectNotBody, where, note),
    json: jsonOf(target, where, note),
    headers: headersExpected(target.expectHeaders ?? [], where, note),
    final_url: target.expectFinalUrl,
    certificate: target.certificate === undefined ? undefined : formatDuration(target.certificate),
    total: totalOf(target.slow, timeout ?? defaultTimeout, where, note),
    banner: patternOf('banner', target.banner, where, note),
    answer: patternOf('answer', target.answer, where, note),
  });
  return written({
    url: url === undefined ? undefined : variablesOnly(url),
    name: name === undefined ? undefined : variablesOnly(name),
    every: every === undefined ? undefined : everyOf(every, where, note),
    timeout: timeout === undefined || timeout <= 0 ? undefined : formatDuration(timeout),
    expect: Object.keys(expect).length > 0 ? expect : undefined,
    method,
    headers: headersOf(target, where, note),
    body: body === undefined ? undefined : variablesOnly(body),
    auth:
      basic === undefined
        ? bearerOf(bearer)
        : { user: variablesOnly(basic.user), password: variablesOnly(basic.password) },
    redirects: redirects === undefined ? undefined : redirectsOf(redirects, where, note),
    proxy: proxy === undefined ? undefined : proxyOf(proxy, where, note),
    ca: ca === undefined ? undefined : fileText(ca),
    client:
      clientCert === undefined || clientKey === undefined
        ? undefined
        : { cert: fileText(clientCert), key: fileText(clientKey) },
    insecure,
    family,
    resolver: resolver === undefined ? undefined : resolverOf(resolver, where, note),
    body_limit: bodyLimit === undefined || bodyLimit <= 0 ? undefined : `${bodyLimit}B`,
    tags,
    group: group === undefined ? undefined : variablesOnly(group),
    record,
    starttls: startTls,
  });
};

/** Filled in when it runs: so a config can be checked elsewhere, with --offline. */
const fileText = (path: string): string => `\${file:${path}}`;

const bearerOf = (bearer: string | undefined): ConfigTree | undefined =>
  bearer === undefined ? undefined : { bearer: variablesOnly(bearer) };

/** What takes as long as the timeout is one. */
const totalOf = (
  slow: number | undefined,
  timeout: number,
  where: string,
  note: Note,
): string | undefined => {
  if (slow === undefined || slow < timeout) return slow === undefined ? undefined : formatDuration(slow);
  note(
    where,
    `longer than ${formatDuration(slow)} was slow, and is a timeout after ${formatDuration(timeout)}`,
  );
  return undefined;
};

/** Without what is not there. */
const written = (tree: Readonly<Record<string, unknown>>): ConfigTree =>
  Object.fromEntries(Object.entries(tree).filter(([, value]) => value !== undefined));

const rangeText = ([from, to]: StatusRange): string | number => (from === to ? from : `${from}-${to}`);

const everyOf = (every: number, where: string, note: Note): string => {
  const taken = Math.min(Math.max(every, EVERY_LIMITS.least), EVERY_LIMITS.most);
  if (taken !== every)
    note(
      where,
      `it was checked every ${formatDuration(every)}, and is every ${formatDuration(taken)}: 5s to 1d can be`,
    );
  return formatDuration(taken);
};

const patternOf = (
  key: string,
  source: string | undefined,
  where: string,
  note: Note,
): string | undefined => {
  const fault = source === undefined ? undefined : source === '' ? 'it is empty' : patternFault(source);
  if (fault === undefined) return source;
  note(where, `${key}: the pattern ${source} is none: ${fault}`);
  return undefined;
};

/** Those that can be read: paths and values that others write are not all known here. */
const jsonOf = (
  { expectJson = [] }: Partial<TakenTarget>,
  where: string,
  note: Note,
): readonly string[] | undefined => {
  const taken = expectJson.filter((condition) => {
    try {
      parseJsonCondition(condition);
      return true;
    } catch (error) {
      if (!(error instanceof TidemarkError)) throw error;
      note(where, `json: ${error.message}`);
      return false;
    }
  });
  return taken.length > 0 ? taken : undefined;
};

/** One condition for each header. */
const headersExpected = (
  all: readonly HeaderExpectation[],
  where: string,
  note: Note,
): ConfigTree | undefined => {
  const headers: Record<string, unknown> = {};
  for (const { name, value, not } of all) {
    if (Object.hasOwn(headers, name)) {
      note(where, `headers: ${name}: a second condition on a header`);
      continue;
    }
    headers[name] = value === undefined ? true : not === true ? { not: value } : value;
  }
  return Object.keys(headers).length > 0 ? headers : undefined;
};

const headersOf = (
  { headers = {} }: Partial<TakenTarget>,
  where: string,
  note: Note,
): ConfigTree | undefined => {
  const kept = Object.entries(headers).filter(([name]) => {
    const isOurs = OWN_HEADERS.has(name.toLowerCase());
    if (isOurs) note(where, `headers: ${name}: the check sets it itself`);
    return !isOurs;
  });
  return kept.length > 0
    ? Object.fromEntries(kept.map(([name, value]) => [name, variablesOnly(value)]))
    : undefined;
};

const redirectsOf = (redirects: number, where: string, note: Note): number => {
  const taken = Math.min(Math.max(Math.round(redirects), 0), 50);
  if (taken !== redirects) note(where, `${redirects} redirects were followed, and ${taken} are`);
  return taken;
};

const proxyOf = (proxy: string, where: string, note: Note): string | undefined => {
  if (/^https?:\/\//i.test(proxy)) return variablesOnly(proxy);
  note(where, 'its proxy is none that is spoken to with HTTP');
  return undefined;
};

/** Name servers have addresses: a name would have to be looked up first. */
const resolverOf = (resolver: string, where: string, note: Note): string | undefined => {
  const [, address = ''] = HOST_AND_PORT.exec(resolver) ?? [];
  if (isIP(address) > 0) return resolver.replace(/:53$/, '');
  note(where, `resolver: ${resolver}: the address of a name server is wanted; that of the system is asked`);
  return undefined;
};

/** `${NAME}` and `${file:PATH}` are filled in as they were there; other texts of that form stand for themselves. */
const variablesOnly = (text: string): string =>
  text.replace(/\$\{(?!(?:[A-Za-z_]\w*|file:[^}]+)\})[^}]*\}/g, '$$$&');
