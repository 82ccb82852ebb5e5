/** Who asks, and where to read about it; without the word that many sites refuse everybody for. */
export const userAgent = (version: string): string =>
  `Tidemark/${version} (+https://www.npmjs.com/package/tidemark)`;
