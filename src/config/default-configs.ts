/** Where a config is looked for that nobody names. */
export const DEFAULT_CONFIGS = [
  'tidemark.yaml',
  'tidemark.yml',
  'tidemark.json',
  'tidemark.config.ts',
] as const;
