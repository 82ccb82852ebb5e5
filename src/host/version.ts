import { createRequire } from 'node:module';

/** Set by the bundler of the command, which is so spared a look for its package.json. */
declare const BUNDLED_VERSION: string | undefined;

/** The version in our own package.json, found by its name: a compiled file lies elsewhere than its source. */
export function version(): string {
  if (typeof BUNDLED_VERSION === 'string') return BUNDLED_VERSION;
  const manifest: unknown = createRequire(import.meta.url)('tidemark/package.json');
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : '?';
}
