import type { Diagnostic } from '../diagnostic.js';

/** As somebody who goes through the file from its top would meet them; one file after the other. */
export const inOrderOfLines = (diagnostics: readonly Diagnostic[]): readonly Diagnostic[] => {
  const files = [...new Set(diagnostics.map(({ file }) => file))];
  const orderOf = new Map(files.map((file, i) => [file, i]));
  const order = ({ file }: Diagnostic): number => orderOf.get(file) ?? 0;
  return [...diagnostics].sort(
    (a, b) =>
      order(a) - order(b) ||
      (a.place?.line ?? 0) - (b.place?.line ?? 0) ||
      (a.place?.column ?? 0) - (b.place?.column ?? 0),
  );
};
