import type { Diagnostic } from '../diagnostic.js';

/** As somebody who goes through the file from its top would meet them. */
export const inOrderOfLines = (diagnostics: readonly Diagnostic[]): readonly Diagnostic[] =>
  [...diagnostics].sort(
    (a, b) => (a.place?.line ?? 0) - (b.place?.line ?? 0) || (a.place?.column ?? 0) - (b.place?.column ?? 0),
  );
