import type { LogLevel } from './log-levels.js';

export interface RunFlags {
  readonly only?: readonly string[];
  readonly set?: readonly string[];
  readonly dryRun?: true;
  readonly json?: true;
  readonly logLevel: LogLevel;
  readonly drainTimeout: number;
}
