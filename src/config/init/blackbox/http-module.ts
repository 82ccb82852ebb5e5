import { parseSize } from '../../settings/parse-size.js';
import type { ForeignMap } from '../foreign-map.js';
import { anyOf } from '../patterns.js';
import { rangesOf } from '../status-set.js';
import type { HeaderExpectation, TakenTarget } from '../taken-target.js';
import type { Probe } from './probe.js';
import { readFamily, readTls } from './tls-settings.js';

const WHY: Readonly<Record<string, string>> = {
  valid_http_versions: 'checks speak HTTP/1.1, and an answer of HTTP/1.0 is one',
  enable_http2: 'checks speak HTTP/1.1',
  enable_http3: 'checks speak HTTP/1.1',
  fail_if_body_json_matches_cel: 'write expect: { json: … } by hand',
  fail_if_body_json_not_matches_cel: 'write expect: { json: … } by hand',
  oauth2: 'no tokens are fetched',
  authorization: 'write headers: { authorization: … } by hand',
  proxy_from_environment: 'a proxy is named, or there is none',
  no_proxy: 'each target says whether it has a proxy',
  proxy_connect_header: 'a proxy gets its own credentials alone',
  skip_resolve_phase_with_proxy: 'the proxy looks the name up',
  http_post_redirect: 'after a redirect it is GET, as in browsers',
};

/** The prober `http`. */
export const readHttp = (http: ForeignMap | undefined): Probe => {
  if (http === undefined) return { kind: 'http', settings: {} };
  const statuses = http.list('valid_status_codes').filter((one) => typeof one === 'number');
  const method = http.text('method')?.toUpperCase();
  const follows = http.flag('follow_redirects') ?? !(http.flag('no_follow_redirects') ?? false);
  const isHttps = http.flag('fail_if_not_ssl') === true;
  const isPlain = http.flag('fail_if_ssl') === true;
  const proxy = http.text('proxy_url');
  const settings: Partial<TakenTarget> = {
    ...(method !== undefined && method !== 'GET' && { method }),
    ...headersOf(http),
    ...credentialsOf(http),
    ...bodyOf(http),
    ...(!follows && { redirects: 0 }),
    ...(statuses.length > 0 && { status: rangesOf(statuses) }),
    ...bodyExpectations(http),
    ...headerExpectations(http),
    ...(isHttps && { expectFinalUrl: '^https://' }),
    ...(isPlain && { expectFinalUrl: '^http://' }),
    ...(proxy !== undefined && { proxy }),
    ...limitOf(http),
    ...readTls(http.map('tls_config')),
    ...readFamily(http),
  };
  // What comes is decompressed as it says itself.
  http.pass('compression');
  http.close(WHY);
  return { kind: 'http', settings, isHttps };
};

const limitOf = (http: ForeignMap): Partial<TakenTarget> => {
  const text = http.text('body_size_limit');
  const bodyLimit = text === undefined ? undefined : parseSize(text);
  if (text !== undefined && bodyLimit === undefined)
    http.note(http.where, `body_size_limit: ${text} is no size`);
  return bodyLimit === undefined ? {} : { bodyLimit };
};

const headersOf = (http: ForeignMap): Partial<TakenTarget> => {
  const headers = { ...http.dictionary('headers') };
  const lists = http.map('http_headers');
  for (const name of lists?.keys ?? []) {
    const header = lists?.map(name);
    const values = [
      ...(header?.texts('values') ?? []),
      ...(header?.texts('secrets') ?? []),
      ...(header?.texts('files') ?? []).map((path) => `\${file:${path}}`),
    ];
    header?.close();
    const [value] = values;
    if (value !== undefined) headers[name] = value;
    if (values.length > 1) http.note(http.where, `http_headers: ${name}: its first value alone is sent`);
  }
  return Object.keys(headers).length > 0 ? { headers } : {};
};

const credentialsOf = (http: ForeignMap): Partial<TakenTarget> => {
  const basic = http.map('basic_auth');
  const user = basic?.text('username') ?? '';
  const file = basic?.text('password_file');
  const password = basic?.text('password') ?? (file === undefined ? '' : `\${file:${file}}`);
  basic?.close({ username_file: 'write user: by hand' });
  const token = http.text('bearer_token');
  const tokenFile = http.text('bearer_token_file');
  const bearer = token ?? (tokenFile === undefined ? undefined : `\${file:${tokenFile}}`);
  if (basic !== undefined && bearer !== undefined) {
    http.note(http.where, 'bearer_token: there is basic_auth as well, and one of them alone can be sent');
    return { basic: { user, password } };
  }
  return {
    ...(basic !== undefined && { basic: { user, password } }),
    ...(bearer !== undefined && { bearer }),
  };
};

const bodyOf = (http: ForeignMap): Partial<TakenTarget> => {
  const body = http.text('body');
  const file = http.text('body_file');
  if (body !== undefined && file !== undefined)
    http.note(http.where, 'body_file: there is a body as well, which is sent');
  if (body !== undefined) return { body };
  return file === undefined ? {} : { body: `\${file:${file}}` };
};

const bodyExpectations = (http: ForeignMap): Partial<TakenTarget> => {
  const wanted = http.patterns('fail_if_body_not_matches_regexp');
  const unwanted = anyOf(http.patterns('fail_if_body_matches_regexp'));
  const [first, ...others] = wanted;
  for (const pattern of others)
    http.note(
      http.where,
      `fail_if_body_not_matches_regexp: ${pattern}: a target has one pattern for its body`,
    );
  return {
    ...(first !== undefined && { expectBody: first }),
    ...(unwanted !== undefined && { expectNotBody: unwanted }),
  };
};

const headerExpectations = (http: ForeignMap): Partial<TakenTarget> => {
  const all: HeaderExpectation[] = [];
  for (const [key, not] of [
    ['fail_if_header_matches', true],
    ['fail_if_header_not_matches', false],
  ] as const) {
    for (const header of http.maps(key, (_, index) => `${http.where}: ${key}[${index}]`)) {
      const name = header.text('header')?.toLowerCase();
      const value = header.pattern('regexp');
      const mayMiss = header.flag('allow_missing') === true;
      header.close();
      if (name === undefined || value === undefined) continue;
      if (not) all.push({ name, value, not: true }, ...(mayMiss ? [] : [{ name }]));
      else if (mayMiss) header.note(header.where, `${name}: that a header may be missing cannot be expected`);
      else all.push({ name, value });
    }
  }
  return all.length > 0 ? { expectHeaders: all } : {};
};
