import type { ForeignMap } from '../foreign-map.js';
import type { Taken, TakenTarget } from '../taken-target.js';
import { type Module, readModules } from './modules.js';
import { readScrapes } from './scrapes.js';

/** What Prometheus does where a config does not say, in milliseconds. */
const DEFAULTS = { every: 60_000, timeout: 10_000 };

/** Whose name nobody has: it never answers, and says so. */
const NOBODY = 'replace-me.example';

export const isBlackbox = (root: ForeignMap): boolean => root.has('modules') || root.has('scrape_configs');

/** Configs of blackbox_exporter, and of the Prometheus that has it ask, which knows the targets. */
export const readBlackbox = (roots: readonly ForeignMap[]): Taken => {
  const modules = new Map(
    roots
      .filter((root) => root.has('modules'))
      .flatMap((root) => readModules(root))
      .map((one) => [one.name, one]),
  );
  const scrapers = roots.filter((root) => root.has('scrape_configs'));
  const targets = scrapers.flatMap((root) => readScrapes(root, modules));
  for (const root of roots)
    root.close({
      rule_files: 'rules of Prometheus are not read; alerts stand under streams',
      alerting: 'who is told stands under sinks and notify',
      remote_write: 'results go where the config says',
      remote_read: 'nothing is read from elsewhere',
      storage: 'results go where the config says',
    });
  const [first] = roots;
  const made = scrapers.length > 0 ? targets : [...modules.values()].flatMap(withoutTargets);
  if (scrapers.length === 0 && made.length > 0)
    first?.note(
      'modules',
      `they name no targets: replace ${NOBODY} by them, or give the config of Prometheus that scrapes them as a further file`,
    );
  return { program: 'blackbox_exporter', targets: made, defaults: DEFAULTS };
};

/** A module alone says how to ask and not whom: it gets a name that nobody has, which fails until it is replaced. */
const withoutTargets = ({ name, isHttps, apply }: Module): readonly TakenTarget[] => {
  const target = apply(`${isHttps ? 'https' : 'http'}://${NOBODY}/`, NOBODY);
  return target === undefined ? [] : [{ ...target, name, tags: { module: name } }];
};
