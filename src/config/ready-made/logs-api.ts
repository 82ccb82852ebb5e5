import { isTree } from '../is-tree.js';
import type { UsePart } from '../parts/part.js';
import type { ConfigTree } from './config-tree.js';

const FILE = 'logs.txt';

/** The log that a source of results names. */
const streamsFor = (source: unknown): ConfigTree => {
  const { log } = isTree(source) ? source : {};
  const { file = FILE, format, size, every } = isTree(log) ? log : {};
  return {
    log: {
      to: [
        {
          file,
          format: format === 'jsonl' ? 'results-jsonl' : 'results',
          ...(size !== undefined && { size }),
          ...(every !== undefined && { every }),
        },
      ],
    },
  };
};

/** Results of probes that are sent over HTTP, each one line of a log. */
export const logsApiUse: UsePart = {
  name: 'logs-api',
  tree: { source: { results: '127.0.0.1:8081' }, streams: streamsFor(undefined) },
  treeFor: ({ source }) => ({ source: { results: '127.0.0.1:8081' }, streams: streamsFor(source) }),
};
