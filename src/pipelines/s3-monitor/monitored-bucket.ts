import { filePayload, randomPayload } from '../../io/actions/probe/payload.js';
import { PROBES, type ProbeKind } from '../../io/actions/probe/probe-kind.js';
import type { ProbeRow } from '../../io/actions/probe/probe-row.js';
import type { ProbeTarget } from '../../io/actions/probe/probe-target.js';
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
  readonly probes?: readonly ProbeKind[] | undefined;
  readonly connection?: 'new' | 'reused' | undefined;
  readonly once?: boolean | undefined;
  readonly clock: Clock;
  readonly onWarning: (message: string) => void;
}

const EVERY = 10_000;
const TIMEOUT = 10_000;
const SIZE = 64 * 1024;
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
    keyPrefix: `${address.prefix}${keyWord(host)}/${keyWord(monitor)}/`,
    payload: file === undefined ? randomPayload : filePayload(file),
    mostHeld: options.suspect ?? SUSPECT,
  });
};

const targetsOf = (
  { address, monitor, host, every = EVERY, timeout = TIMEOUT, probes = PROBES }: MonitoredBucketOptions,
  sizes: readonly number[],
): readonly ProbeTarget[] => {
  const bucket = s3AddressText(address);
  return probes.flatMap((probe) =>
    sizes.map((size) => {
      const series = sizes.length === 1 ? probe : `${probe}_${sizeWord(size)}`;
      const label = `${bucket} ${series}`;
      return { name: `${host} ${monitor} ${label}`, label, series, every, probe, bucket, size, timeout };
    }),
  );
};

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
