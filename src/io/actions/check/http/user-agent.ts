/**
 * Who asks, and where to read about it; without the word that many sites refuse everybody for.
 *
 * @example
 * ```ts
 * import { userAgent } from 'tidemark';
 *
 * userAgent('1.0.0'); // Tidemark/1.0.0 (+https://www.npmjs.com/package/tidemark)
 * ```
 */
export const userAgent = (version: string): string =>
  `Tidemark/${version} (+https://www.npmjs.com/package/tidemark)`;
