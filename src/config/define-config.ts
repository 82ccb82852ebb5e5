import type * as z from 'zod';
import type { configSettings } from './settings/config-settings.js';

type Input = z.input<typeof configSettings>;
type PipelineInput = Input['pipelines'][string];

/** What changes a ready-made pipeline says what is changed, and no more. */
type Changes<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [K in keyof T]?: Changes<T[K]> }
    : T;

/** A config as people write it: durations, sizes and levels are texts with units. */
export type Config = Omit<Input, 'pipelines'> & {
  readonly pipelines: Readonly<
    Record<string, PipelineInput | (Changes<PipelineInput> & { readonly use: string })>
  >;
};

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
