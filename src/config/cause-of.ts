/** Why a file cannot be read or written: the code of the system, or what else is said. */
export const causeOf = (error: unknown): string =>
  error instanceof Error ? ('code' in error ? String(error.code) : error.message) : String(error);
