import { parseMaintenance } from '../../../io/actions/check/maintenance/parse-maintenance.js';
import type { MaintenanceWindow } from '../../../io/actions/check/maintenance-window.js';
import type { TlsSettings } from '../../../io/actions/check/network-settings.js';
import type { Target } from '../../../io/actions/check/target.js';
import { TidemarkError } from '../../../operators/tidemark-error.js';
import { EVERY_LIMITS } from './every-limits.js';
import { expectationsOf } from './expectations-of.js';
import { headersOf } from './headers-of.js';
import { type Complain, type Environment, networkOf } from './network-of.js';
import { notOfKind } from './not-of-kind.js';
import { PatternCache } from './pattern-cache.js';
import { PemFiles } from './pem-files.js';
import type { TargetDefaults, TargetSettings } from './target-settings.js';
import { parseTargetUrl, type TargetUrl } from './target-url.js';

const MINUTE = 60_000;
const TIMEOUT = 10_000;
const REDIRECTS = 10;
const BODY = 1024 * 1024;
const MOST_ALIKE = 10_000;

/** Targets of what is said of them and of all: every setting has its value. */
export class TargetMaker {
  readonly #patterns = new PatternCache();
  readonly #pem = new PemFiles();
  /** Targets of HTTP by what they say beyond who they are: what many have in common is made once. */
  readonly #alike = new Map<string, Target>();
  readonly #said = new Set<string>();

  constructor(
    private readonly defaults: TargetDefaults,
    private readonly environment: Environment,
  ) {}

  /** What stands at the source and can be used by no target is said once, of the source. */
  checkDefaults(complain: Complain): void {
    const url = 'https://www.example.com/';
    const note: Complain = (path, message) => {
      this.#said.add(message);
      complain(path, message);
    };
    this.#make({ ...this.defaults, url }, note, { url });
  }

  /** One that says its URL and nothing else. */
  plain(url: string, complain: Complain): Target | undefined {
    return this.make({ url }, complain);
  }

  /** Undefined where it cannot be, which has been complained of. */
  make(own: TargetSettings, complain: Complain): Target | undefined {
    const { url, name, tags, group, ...others } = own;
    const parsed = this.#url(url, complain);
    if (parsed === undefined) return undefined;
    const isAlike =
      parsed.kind === 'http' &&
      parsed.authorization === undefined &&
      (others.proxy ?? this.defaults.proxy) !== 'environment' &&
      name?.trim() !== '';
    if (!isAlike) return this.#merged(own, complain);
    const key = JSON.stringify(others);
    const like = this.#alike.get(key);
    if (like === undefined) {
      const made = this.#merged(own, complain);
      if (made !== undefined && this.#alike.size < MOST_ALIKE) this.#alike.set(key, made);
      return made;
    }
    return {
      ...like,
      url: parsed.url,
      name: name ?? parsed.url,
      tags: { ...this.defaults.tags, ...tags },
      group: group ?? this.defaults.group,
    };
  }

  #merged(own: TargetSettings, complain: Complain): Target | undefined {
    const { defaults } = this;
    const merged: TargetSettings = {
      ...defaults,
      ...own,
      ...(defaults.expect !== undefined && { expect: { ...defaults.expect, ...own.expect } }),
      ...(defaults.headers !== undefined && { headers: { ...defaults.headers, ...own.headers } }),
      ...(defaults.tags !== undefined && { tags: { ...defaults.tags, ...own.tags } }),
    };
    const report: Complain = (path, message) => {
      if (valueAt(own, path) !== undefined) complain(path, message);
      // What is wrong with what is said of all has been said, and is not said of each.
      else if (!this.#said.has(message)) complain(['url'], message);
    };
    return this.#make(merged, report, own);
  }

  #make(given: TargetSettings, complain: Complain, own: TargetSettings = given): Target | undefined {
    const parsed = this.#url(given.url, complain);
    if (parsed === undefined) return undefined;
    let isSound = true;
    const object: Complain = (path, message) => {
      isSound = false;
      complain(path, message);
    };
    for (const [path, message] of notOfKind(parsed.kind, own, given)) object(path, message);
    const { every = MINUTE, timeout = TIMEOUT, expect = {}, name = parsed.url } = given;
    if (every < EVERY_LIMITS.least || every > EVERY_LIMITS.most)
      object(['every'], 'A target is checked every 5s to 1d. Write 5s or more, 1d or less.');
    if (expect.total !== undefined && expect.total >= timeout)
      object(
        ['expect', 'total'],
        'What takes so long is a timeout before it is slow. Write less than the timeout.',
      );
    if (name.trim() === '') object(['name'], 'This name is empty.');
    const common = {
      url: parsed.url,
      name,
      every,
      timeout,
      slow: expect.total,
      tags: given.tags ?? NO_TAGS,
      group: given.group,
      maintenance: maintenanceOf(given.maintenance, object),
      network: networkOf(given, httpUrl(parsed), this.environment, object),
    };
    // What a target says itself, also in its URL, goes over what is said of all.
    const auth = own.auth ?? (hasCredentials(parsed) ? undefined : given.auth);
    const target = this.#ofKind(parsed, { ...given, auth }, common, object);
    return isSound ? target : undefined;
  }

  #ofKind(parsed: TargetUrl, given: TargetSettings, common: Common, object: Complain): Target {
    const { expect = {} } = given;
    if (parsed.kind === 'http')
      return {
        ...common,
        kind: 'http',
        method: given.method ?? 'GET',
        headers: headersOf(given, parsed.authorization, object),
        body: given.body,
        tls: this.#tls(given, object),
        expect: expectationsOf(expect, this.#patterns, object),
        redirects: given.redirects ?? REDIRECTS,
        bodyLimit: given.body_limit ?? BODY,
        connection: given.connection ?? 'fresh',
      };
    const { host } = parsed;
    if (parsed.kind === 'dns')
      return {
        ...common,
        kind: 'dns',
        host,
        record: given.record ?? 'A',
        answer: this.#pattern('answer', expect.answer, object),
      };
    return {
      ...common,
      kind: 'tcp',
      host,
      port: parsed.port,
      banner: this.#pattern('banner', expect.banner, object),
      startTls: given.starttls,
      tls: this.#tls(given, object),
      certificate: expect.certificate,
    };
  }

  #url(text: string, complain: Complain): TargetUrl | undefined {
    return attempt(['url'], () => parseTargetUrl(text), complain);
  }

  #pattern(key: 'banner' | 'answer', source: string | undefined, complain: Complain) {
    return source === undefined
      ? undefined
      : attempt(['expect', key], () => this.#patterns.pattern(source), complain);
  }

  #tls({ insecure = false, ca, client }: TargetSettings, complain: Complain): TlsSettings {
    const pem = (path: readonly string[], text: string): string =>
      attempt(path, () => this.#pem.text(text), complain) ?? '';
    return {
      insecure,
      ca: ca === undefined ? undefined : pem(['ca'], ca),
      client:
        client === undefined
          ? undefined
          : {
              cert: pem(['client', 'cert'], client.cert),
              key: pem(['client', 'key'], client.key),
              ...(client.passphrase !== undefined && { passphrase: client.passphrase }),
            },
    };
  }
}

type Common = Omit<Extract<Target, { readonly kind: 'dns' }>, 'kind' | 'host' | 'record' | 'answer'>;

const hasCredentials = (parsed: TargetUrl): boolean =>
  parsed.kind === 'http' && parsed.authorization !== undefined;

const NO_TAGS: Readonly<Record<string, string>> = {};

/** What a proxy of the environment is asked about. */
const httpUrl = (parsed: TargetUrl): string =>
  parsed.kind === 'http'
    ? parsed.url
    : `https://${parsed.host.includes(':') ? `[${parsed.host}]` : parsed.host}/`;

const maintenanceOf = (
  given: TargetSettings['maintenance'],
  complain: Complain,
): readonly MaintenanceWindow[] =>
  [given ?? []].flat().flatMap((window, i) => {
    const path = Array.isArray(given) ? ['maintenance', i] : ['maintenance'];
    const parsed = attempt(path, () => parseMaintenance(window), complain);
    return parsed === undefined ? [] : [parsed];
  });

const valueAt = (root: unknown, path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null
        ? (value as Readonly<Record<string | number, unknown>>)[key]
        : undefined,
    root,
  );

const attempt = <T>(path: readonly (string | number)[], make: () => T, complain: Complain): T | undefined => {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof TidemarkError)) throw error;
    complain(path, error.message);
    return undefined;
  }
};
