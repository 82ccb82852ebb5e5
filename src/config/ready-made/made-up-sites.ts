import { HEALTHY } from '../../pipelines/web-monitor/sites/site-kinds.js';
import type { ConfigTree } from './config-tree.js';

/** A config that checks made-up sites, by which those that are fine are ok. `authority`: PEM. */
export const sitesConfig = ({
  sites,
  authority,
}: {
  readonly sites: readonly { readonly url: string }[];
  readonly authority: string;
}): ConfigTree => ({
  version: 1,
  pipelines: {
    sites: {
      use: 'web-monitor',
      source: {
        every: '10s',
        timeout: '5s',
        expect: { body: HEALTHY, total: '1s' },
        ca: authority,
        urls: sites.map(({ url }) => url),
      },
    },
  },
});
