import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { filePayload, randomPayload } from '../../io/actions/probe/payload.js';
import { type ObjectProbe, USUAL_PROBES } from '../../io/actions/probe/probe-kind.js';
import type { ProbeRow } from '../../io/actions/probe/probe-row.js';
import { NEWEST_EVERY, type NewestWanted, type ProbeTarget } from '../../io/actions/probe/probe-target.js';
import type { Clock } from '../../io/clock.js';
import type { ObjectStoreSettings } from '../../io/object-store/object-store-settings.js';
import { type S3Address, s3AddressText } from '../../io/object-store/s3-address.js';
import type { Source } from '../../io/sources/source.js';
import { probedBucket } from './probed-bucket.js';
import { readPayload } from './read-payload.js';

export interface MonitoredBucketOptions {
  readonly address: S3Address;
  readonly store: ObjectStoreSettings;
  readonly monitor: string;
  readonly host: string;
  /** Milliseconds. */
  readonly every?: number | undefined;
  readonly timeout?: number | undefined;
  readonly suspect?: number | undefined;
  /** Bytes. */
  readonly sizes?: readonly number[] | undefined;
  /** A file that is written instead of random bytes. */
  readonly payload?: string | undefined;
  readonly probes?: readonly ObjectProbe[] | undefined;
  readonly newest: readonly (NewestWanted & { readonly every?: number | undefined })[];
  /** Where what is under way, and what came of tests, is remembered; undefined: it is not. */
  readonly memory?: string | undefined;
  readonly connection?: 'new' | 'reused' | undefined;
  readonly once?: boolean | undefined;
  readonly clock: Clock;
  readonly onWarning: (message: string) => void;
}

const EVERY = 10_000;
const TIMEOUT = 10_000;
const SIZE = 64 * 1024;
/** A part that is not the last has 5 MiB at least. */
const LEAST_PARTS = 5 * 1024 * 1024;
const MULTIPART = 8 * 1024 * 1024;
const SUSPECT = 10;

/** A bucket that is tested as its settings say. */
export const monitoredBucket = async (
  options: MonitoredBucketOptions,
): Promise<Source<Pick<ProbeRow, keyof ProbeRow>>> => {
  const { address, store, monitor, host, connection = 'new', once = false, clock, onWarning } = options;
  const file = options.payload === undefined ? undefined : await readPayload(options.payload);
  return probedBucket({
    ...{ monitor, bucket: store, connection, once, clock, onWarning },
    targets: targetsOf(options, file === undefined ? (options.sizes ?? [SIZE]) : [file.length]),
    memory: options.memory === undefined ? undefined : join(options.memory, placeOf(options)),
    keyPrefix: `${address.prefix}${keyWord(host)}/${keyWord(monitor)}/`,
    payload: file === undefined ? randomPayload : filePayload(file),
    mostHeld: options.suspect ?? SUSPECT,
  });
};

const targetsOf = (options: MonitoredBucketOptions, sizes: readonly number[]): readonly ProbeTarget[] => {
  const { address, monitor, host, every = EVERY, timeout = TIMEOUT, probes = USUAL_PROBES } = options;
  const bucket = s3AddressText(address);
  const named = (series: string) => ({
    name: `${host} ${monitor} ${bucket} ${series}`,
    ...{ label: `${bucket} ${series}`, series, bucket, timeout },
  });
  const tests = probes.flatMap((probe): readonly ProbeTarget[] => {
    const own = probe === 'multipart' ? multipartSizes(sizes, options.payload !== undefined) : sizes;
    return own.map((size) => {
      const series = own.length === 1 ? probe : `${probe}_${sizeWord(size)}`;
      return { ...named(series), every, probe, size };
    });
  });
  const looks = options.newest.map(({ every: often = NEWEST_EVERY, ...newest }): ProbeTarget => {
    return { ...named(`newest ${newest.prefix}`), every: often, probe: 'newest', size: 0, newest };
  });
  return [...tests, ...looks];
};

/** Those of which there are two parts; a file is as large as it is. */
const multipartSizes = (sizes: readonly number[], isFile: boolean): readonly number[] =>
  isFile ? sizes : [...new Set(sizes.map((size) => (size > LEAST_PARTS ? size : MULTIPART)))];

/** A name that no other bucket of the pipeline has. */
const placeOf = ({ address, store }: MonitoredBucketOptions): string =>
  `bucket-${createHash('sha256')
    .update(`${s3AddressText(address)} ${store.endpoint ?? ''}`)
    .digest('hex')
    .slice(0, 12)}`;

/** As it would be written: a whole number of the largest unit that there is one of. */
const sizeWord = (bytes: number): string => {
  const powers = ['B', 'KiB', 'MiB'];
  let value = bytes;
  let power = 0;
  for (; value % 1024 === 0 && power < powers.length - 1; power++) value /= 1024;
  return `${value}${powers[power]}`;
};

/** A part of a key that every store takes: some refuse or rename what looks like a path to go up, or has other letters. */
const keyWord = (text: string): string => text.replace(/[^\w.-]/g, '_').replace(/^\.+/, '_') || '_';
