import { TidemarkError } from '../../operators/tidemark-error.js';

/** What a part says against its settings when it is built with them; `blame` finds the setting for a message. */
export const objectionsTo = (
  build: () => unknown,
  blame: (message: string) => readonly [key: string, message: string],
): readonly (readonly [key: string, message: string])[] => {
  try {
    build();
    return [];
  } catch (error) {
    if (!(error instanceof TidemarkError)) throw error;
    return [blame(error.message)];
  }
};
