import type { SettingChecks } from '../part.js';
import type { ExpandedUrls } from './expanded-urls.js';
import type { UrlsSettings } from './target-settings.js';

type Expand = (settings: UrlsSettings, checks: SettingChecks) => ExpandedUrls;

let expand: Expand | undefined;

/** Loads what makes targets of settings, a YAML parser among it, which few runs need. Before a config with targets is planned. */
export const loadTargets = async (): Promise<void> => {
  const { expandTargets } = await import('./expand-targets.js');
  expand = expandTargets;
};

/** As `expandTargets`, which must have been loaded. */
export const lateTargets: Expand = (settings, checks) => {
  if (expand === undefined) throw new Error('Targets are planned before loadTargets was called.');
  return expand(settings, checks);
};
