import { type Address, addressText } from '../../io/http/address.js';
import { formatDuration } from '../../io/text/format-duration.js';
import { type ConfigTree, literal } from './config-tree.js';

/** What of the command line has a place in a config; durations in milliseconds. */
export interface LogsApiOptions {
  readonly listen: Address;
  readonly file: string;
  readonly format?: 'text' | 'jsonl' | undefined;
  /** Bytes, as they are written. */
  readonly size?: string | undefined;
  readonly every?: number | undefined;
  readonly ids?: number | undefined;
  readonly keep?: number | undefined;
  /** Default: beside the log. */
  readonly state?: string | undefined;
  /** The token of who asks: that of a file, or TIDEMARK_TOKEN of the environment. */
  readonly token?: { readonly file: string } | 'TIDEMARK_TOKEN' | undefined;
  /** Nobody is asked for one. */
  readonly open?: boolean | undefined;
}

/** The config that `tidemark logs-api` runs with these options. */
export const logsApiConfig = (options: LogsApiOptions): ConfigTree => ({
  version: 1,
  state: literal(options.state ?? `${options.file}.state`),
  pipelines: { 'logs-api': logsApiPipeline(options) },
});

/** The pipeline of it, for a config that has others besides. */
export const logsApiPipeline = (options: Omit<LogsApiOptions, 'state'>): ConfigTree => {
  const { listen, file, format, size, every, ids, keep, token, open } = options;
  return {
    use: 'logs-api',
    source: {
      results: addressText(listen),
      log: {
        file: literal(file),
        ...(format !== undefined && { format }),
        ...(size !== undefined && { size }),
        ...(every !== undefined && { every: formatDuration(every) }),
      },
      ...(keep !== undefined && { keep: formatDuration(keep) }),
      ...(ids !== undefined && { ids }),
      ...(token !== undefined && {
        token: typeof token === 'string' ? `\${${token}}` : { file: literal(token.file) },
      }),
      ...(open === true && { open }),
    },
  };
};
