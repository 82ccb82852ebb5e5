import { formatDuration } from '../../io/text/format-duration.js';
import { isTree } from '../is-tree.js';
import { directorySource } from '../parts/directory-source.js';
import type { UsePart } from '../parts/part.js';
import { type ConfigTree, literal } from './config-tree.js';

const SOURCE = { settle: '30s' };

const STREAMS = {
  uploads: { where: 'kind == "upload"', to: ['stdout'] },
  files: { where: 'kind == "files"' },
  backlog: {
    from: 'files',
    alerts: {
      stuck: {
        value: 'oldest',
        above: '15m',
        for: '1m',
        message: {
          firing: '{path} waits for {oldest:duration}: {reason}',
          ok: 'Nothing has waited for long any more',
        },
      },
      failing: {
        if: 'failing > 0',
        for: '5m',
        message: {
          firing: '{failing} files fail; the oldest that waits: {path}: {reason}',
          ok: 'No file fails any more',
        },
      },
      full: {
        value: 'free_share',
        below: '5%',
        clear: '10%',
        message: {
          firing: 'The disk is almost full: {free_share:%}, {free:size} are free',
          ok: 'There is room on the disk again',
        },
      },
    },
  },
  conflicts: {
    from: 'uploads',
    alerts: {
      conflict: {
        if: 'class == "conflict"',
        given: 'shipped',
        message: {
          firing: '{path} is shipped as {key}: {reason}',
          ok: 'The last file met no other object',
        },
      },
    },
  },
};

/** One row for each file: for whoever asks for it. */
const WAITING = { where: 'kind == "waiting"' };

/** Whether a stream of that name stands over the others, or is read there. */
const isAskedFor = (name: string, streams: unknown): boolean =>
  isTree(streams) &&
  (name in streams || Object.values(streams).some((one) => isTree(one) && one.from === name));

/** Files of a directory, shipped to a bucket when they are finished; alerts when one is stuck, fails, or meets another object. */
export const fileShipperUse: UsePart = {
  name: 'file-shipper',
  source: directorySource as never,
  tree: { source: SOURCE, streams: STREAMS },
  treeFor: ({ streams }) => ({
    source: SOURCE,
    // A stream from which nothing comes is said to be a mistake.
    streams: isAskedFor('waiting', streams) ? { ...STREAMS, waiting: WAITING } : STREAMS,
  }),
};

/** What of the command line has a place in a config; durations in milliseconds. */
export interface FileShipperOptions {
  readonly directory: string;
  readonly to: string;
  readonly settle: number;
  readonly key?: string | undefined;
  readonly include?: readonly string[] | undefined;
  readonly exclude?: readonly string[] | undefined;
  readonly keep?: boolean | undefined;
  readonly move?: string | undefined;
  readonly verify?: string | undefined;
  readonly concurrency?: number | undefined;
  readonly endpoint?: string | undefined;
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  readonly pathStyle?: boolean | undefined;
  readonly overwriteGuard?: string | undefined;
  readonly compress?: string | undefined;
  readonly bwlimit?: string | undefined;
  readonly hours?: string | undefined;
  readonly removeEmpty?: boolean | undefined;
  readonly heartbeat?: string | undefined;
  readonly once?: boolean | undefined;
  readonly json?: boolean | undefined;
  readonly state?: string | undefined;
}

const text = (name: string, value: string | undefined): ConfigTree =>
  value === undefined ? {} : { [name]: literal(value) };

const afterOf = ({ keep, move }: FileShipperOptions): ConfigTree => {
  if (move !== undefined) return { after: { move: literal(move) } };
  return keep === true ? { after: 'keep' } : {};
};

/** The config that `tidemark file-shipper` runs with these options. */
export const fileShipperConfig = (options: FileShipperOptions): ConfigTree => {
  const { directory, to, settle, include, exclude, concurrency, pathStyle, once, json, state } = options;
  return {
    version: 1,
    ...text('state', state),
    notify: [{ stdout: true, ...(json === true ? { format: 'json' } : { initial: false }) }],
    pipelines: {
      'file-shipper': {
        use: 'file-shipper',
        source: {
          directory: literal(directory),
          to: literal(to),
          settle: settle === 0 ? 0 : formatDuration(settle),
          ...text('key', options.key),
          ...(include !== undefined && { include: include.map(literal) }),
          ...(exclude !== undefined && { exclude: exclude.map(literal) }),
          ...afterOf(options),
          ...text('verify', options.verify),
          ...(concurrency !== undefined && { concurrency }),
          ...text('endpoint', options.endpoint),
          ...text('region', options.region),
          ...text('profile', options.profile),
          ...(pathStyle === true && { path_style: true }),
          ...text('overwrite_guard', options.overwriteGuard),
          ...text('compress', options.compress),
          ...text('bwlimit', options.bwlimit),
          ...text('hours', options.hours),
          ...(options.removeEmpty === true && { remove_empty: true }),
          ...text('heartbeat', options.heartbeat),
          ...(once === true && { once }),
        },
        ...(json === true && { streams: { uploads: { to: [{ stdout: true, format: 'json' }] } } }),
      },
    },
  };
};
