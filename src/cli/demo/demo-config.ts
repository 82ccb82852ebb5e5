import { accessLogConfig } from '../../config/ready-made/access-log.js';
import type { ConfigTree } from '../../config/ready-made/config-tree.js';
import { parseRate } from '../../operators/time/rate.js';

/** The flags of `tidemark access-log` that make the same config: its windows, short enough to see them close. */
export const DEMO_FLAGS =
  '--threshold 10/s --window 10s --period 5s --lateness 1s --idle 2s --top 3 --start beginning';

/** What `tidemark demo` runs over the log at `path`. */
export const demoConfig = (path: string, json?: boolean): ConfigTree =>
  accessLogConfig({
    path,
    threshold: parseRate('10/s'),
    window: 10_000,
    period: 5000,
    lateness: 1000,
    idle: 2000,
    top: 3,
    start: 'beginning',
    format: 'auto',
    zone: 'UTC',
    json,
  });
