import type { Target } from '../../../io/actions/check/target.js';
import type { UrlsSettings } from './target-settings.js';

/** Settings with their targets. */
export type ExpandedUrls = UrlsSettings & {
  readonly targets?: readonly Target[];
  /** Those that always answer. */
  readonly canaries?: readonly Target[];
  /** The variable of the environment that would have meant a proxy for one of them, if it had been asked for. */
  readonly unusedProxy?: string | undefined;
};
