/** What is said of an error that is no user's mistake. */
export const defectText = (error: unknown): string =>
  `this is a defect of Tidemark's own; please report it.\n${error instanceof Error ? error.stack : String(error)}`;
