import { oneLine } from '../io/text/one-line.js';

/** What whoever runs the command may want to know; data goes to stdout, everything else here. */
export const warn = (message: string): void => {
  process.stderr.write(`tidemark: ${oneLine(message)}\n`);
};
