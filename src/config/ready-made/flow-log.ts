import { type Address, addressText } from '../../io/http/address.js';
import { formatDuration } from '../../io/text/format-duration.js';
import type { UsePart } from '../parts/part.js';
import { type ConfigTree, literal } from './config-tree.js';

/** The flow log: sums by hour and key, which belong to its source. */
export const flowLogUse: UsePart = {
  name: 'flow-log',
  tree: { source: { http: '127.0.0.1:3000', retain: '30d' } },
};

/** What of the command line has a place in a config; durations in milliseconds. */
export interface FlowLogOptions {
  readonly listen: Address;
  readonly retain: number;
  readonly state?: string | undefined;
  /** The token of who asks: that of a file, or TIDEMARK_TOKEN of the environment. */
  readonly token?: { readonly file: string } | 'TIDEMARK_TOKEN' | undefined;
  /** Nobody is asked for one. */
  readonly open?: boolean | undefined;
}

/** The config that `tidemark flow-log` runs with these options. */
export const flowLogConfig = ({ listen, retain, state, token, open }: FlowLogOptions): ConfigTree => ({
  version: 1,
  ...(state !== undefined && { state: literal(state) }),
  pipelines: {
    'flow-log': {
      use: 'flow-log',
      source: {
        http: addressText(listen),
        ...(token !== undefined && {
          token: typeof token === 'string' ? `\${${token}}` : { file: literal(token.file) },
        }),
        ...(open === true && { open }),
        retain: formatDuration(retain),
      },
    },
  },
});
