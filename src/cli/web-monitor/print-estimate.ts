import type { ExpandedUrls } from '../../config/parts/urls/expanded-urls.js';
import type { ConfigTree } from '../../config/ready-made/config-tree.js';
import { Secrets } from '../../config/secrets.js';
import { planReadyMade } from '../../host/run-ready-made.js';
import { estimateDatabase } from '../../pipelines/web-monitor/estimate-database.js';
import { estimateText } from './estimate-text.js';

/** Prints what the checks of a config of the web monitor take in a database. Throws as `planReadyMade` does. */
export const printEstimate = (tree: ConfigTree, isJson: boolean): void => {
  const plans = planReadyMade(tree, new Secrets(), { isWatched: true });
  const targets = plans
    .flatMap(({ pipelines }) => pipelines.flatMap(({ sources }) => sources))
    .flatMap(({ settings }) => (settings as ExpandedUrls).targets ?? []);
  const estimate = estimateDatabase(targets);
  process.stdout.write(isJson ? `${JSON.stringify(estimate)}\n` : estimateText(estimate));
};
