import { TidemarkError } from '../../operators/tidemark-error.js';
import { parseBandwidth } from './parse-bandwidth.js';
import { scalar } from './scalar.js';

const WANTED = 'Bytes in a time are wanted here, such as 10MB/s, 512KiB/s or 100Mbit/s.';

/** Bytes in a time, in bytes a millisecond. */
export const bandwidthSetting = () =>
  scalar({
    type: 'bandwidth',
    wanted: WANTED,
    examples: ['10MB/s', '100Mbit/s'],
    read: (value) => {
      const found = typeof value === 'string' ? parseBandwidth(value) : undefined;
      if (found !== undefined && found.events > 0) return found.events / found.milliseconds;
      throw new TidemarkError('usage', `"${value}" is no bandwidth. ${WANTED}`);
    },
  });
