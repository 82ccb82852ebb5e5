import type * as z from 'zod';
import type { configSettings } from './settings/config-settings.js';

/** A config as people write it: durations, sizes and levels are texts with units. */
export type Config = z.input<typeof configSettings>;

/**
 * A config in TypeScript, which editors complete: `tidemark.config.ts` exports it as its default or as `config`. It is
 * checked when it is loaded, as YAML is.
 *
 * @example
 * ```ts
 * import { defineConfig } from 'tidemark';
 *
 * export default defineConfig({
 *   version: 1,
 *   pipelines: { web: { use: 'access-log', source: { file: '/var/log/nginx/access.log' } } },
 * });
 * ```
 */
export const defineConfig = (config: Config): Config => config;
