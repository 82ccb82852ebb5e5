import { createRequire } from 'node:module';

/** The version in our own package.json, found by its name: a bundled file does not lie where its source did. */
export function version(): string {
  const manifest: unknown = createRequire(import.meta.url)('tidemark/package.json');
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : '?';
}
