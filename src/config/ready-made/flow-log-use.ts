import type { UsePart } from '../parts/part.js';

/** `use: flow-log`: what `tidemark flow-log` runs, as a config says it; the sums belong to its source. */
export const flowLogUse: UsePart = {
  name: 'flow-log',
  tree: { source: { http: '127.0.0.1:3000', retain: '30d' } },
};
