import type { Target } from '../../../io/actions/check/target.js';
import { oneLine } from '../../../io/text/one-line.js';
import { TidemarkError } from '../../../operators/tidemark-error.js';
import { isTree } from '../../is-tree.js';
import type { SettingChecks } from '../part.js';
import { canaryDefaults } from './canary-defaults.js';
import type { ExpandedUrls } from './expanded-urls.js';
import { mayHaveProxy, proxyVariable } from './proxy-for.js';
import { readTargetFile } from './read-target-file.js';
import { settingsReader } from './settings-reader.js';
import { TargetMaker } from './target-maker.js';
import { type TargetSettings, targetSettings, type UrlsSettings } from './target-settings.js';

/** So many faults of one list are said. */
const MOST_FAULTS = 100;

/** Makes the targets of the settings, and of the files that they name; what is wrong is said at its line. */
export const expandTargets = (settings: UrlsSettings, checks: SettingChecks): ExpandedUrls => {
  const { urls = [], from = [], canary = [], ...others } = settings;
  const { concurrency: _, once: __, location: ___, leases: ____, ...defaults } = others;
  const maker = new TargetMaker(defaults, checks.environment);
  maker.checkDefaults((path, message) => checks.report(path, message));
  const targets = new Map<string, Target>();
  const written = new Map<string, string>();
  const list = [urls].flat();
  const found: Found = { targets, written, before: new Map() };
  // The schema of the source has read them.
  read(list, checks, maker, found, {
    pathOf: (i) => (Array.isArray(urls) ? ['urls', i] : ['urls']),
    placeOf: (i) => `urls, number ${i + 1}`,
    settingsOf: (one) => one,
  });
  for (const [i, file] of [from].flat().entries()) {
    const at = Array.isArray(from) ? ['from', i] : ['from'];
    try {
      // It may be read twice, of which the last time counts.
      const inFile = checks.within(readTargetFile(file), (value, inner) =>
        readFile(file, value, inner, maker, written),
      );
      for (const [name, target] of inFile.targets) targets.set(name, target);
      for (const [name, place] of inFile.written) written.set(name, place);
    } catch (error) {
      if (!(error instanceof TidemarkError)) throw error;
      if (!checks.offline) checks.report(at, error.message, 'substitution');
    }
  }
  if (list.length === 0 && [from].flat().length === 0)
    checks.report(
      [],
      'There is nothing to check: a web monitor needs urls, or from for a file of them. Write urls: [https://www.example.com/].',
      'missing-key',
    );
  const canaryMaker = new TargetMaker(canaryDefaults(defaults), checks.environment);
  // What is wrong with it has been said.
  canaryMaker.checkDefaults(() => undefined);
  const canaries = [canary].flat().flatMap((url, i) => {
    const at = Array.isArray(canary) ? ['canary', i] : ['canary'];
    return canaryMaker.plain(url, (_, message) => checks.report(at, message)) ?? [];
  });
  const all = [...targets.values()];
  const unusedProxy =
    defaults.proxy === undefined ? unusedProxyOf([...all, ...canaries], checks.environment) : undefined;
  return { ...settings, targets: all, canaries, unusedProxy };
};

/** Nothing that is inherited changes what is measured; but who set it may wonder. */
const unusedProxyOf = (
  targets: readonly Target[],
  environment: SettingChecks['environment'],
): string | undefined => {
  if (!mayHaveProxy(environment)) return undefined;
  for (const { kind, url, network } of targets) {
    const name = kind === 'http' && network.proxy === undefined ? proxyVariable(url, environment) : undefined;
    if (name !== undefined) return name;
  }
  return undefined;
};

/** Targets of one list, by what they are called. */
interface Found {
  readonly targets: Map<string, Target>;
  /** Where each was written. */
  readonly written: Map<string, string>;
  /** The same of the lists before. */
  readonly before: ReadonlyMap<string, string>;
}

const readFile = (
  file: string,
  value: unknown,
  checks: SettingChecks,
  maker: TargetMaker,
  before: ReadonlyMap<string, string>,
): Found => {
  const found: Found = { targets: new Map(), written: new Map(), before };
  const reader = settingsReader();
  const isMap = isTree(value) && 'urls' in value;
  const list: unknown = isMap ? value.urls : value;
  if (value === undefined) return found;
  if (!Array.isArray(list)) {
    checks.report(
      [],
      'A file of targets holds a list of them. Write - https://www.example.com/ on each line.',
      'wrong-type',
    );
    return found;
  }
  if (list.length === 0) checks.report([], `There is no target in ${oneLine(file)}.`, 'missing-key');
  read(list, checks, maker, found, {
    pathOf: (i) => (isMap ? ['urls', i] : [i]),
    placeOf: (i) => `${file}, number ${i + 1}`,
    settingsOf: (one, path) => reader(one) ?? checks.parse(path, targetSettings(), one),
  });
  return found;
};

interface ListOf<T> {
  pathOf(i: number): readonly (string | number)[];
  /** Where one stands, for people. */
  placeOf(i: number): string;
  settingsOf(one: T, path: readonly (string | number)[]): TargetSettings | undefined;
}

const read = <T>(
  list: readonly (T | string)[],
  checks: SettingChecks,
  maker: TargetMaker,
  { targets, written, before }: Found,
  { pathOf, placeOf, settingsOf }: ListOf<T>,
): void => {
  let faults = 0;
  for (const [i, one] of list.entries()) {
    const complain = (path: readonly (string | number)[], message: string): void => {
      faults++;
      checks.report(typeof one === 'string' ? pathOf(i) : [...pathOf(i), ...path], message);
    };
    const faultsBefore = faults;
    const settings = typeof one === 'string' ? undefined : settingsOf(one, pathOf(i));
    const target =
      typeof one === 'string' ? maker.plain(one, complain) : settings && maker.make(settings, complain);
    if (target === undefined) {
      if (faults === faultsBefore) faults++;
    } else {
      const known = written.get(target.name) ?? before.get(target.name);
      if (known === undefined) {
        targets.set(target.name, target);
        written.set(target.name, placeOf(i));
      } else
        complain(
          ['url'],
          `${oneLine(target.name)} is there already (${oneLine(known)}). Write name: beside one of them, or take it out.`,
        );
    }
    if (faults < MOST_FAULTS) continue;
    checks.report([], `There are more faults in this list than the ${MOST_FAULTS} that are said.`);
    return;
  }
};
