import { readFileSync, writeFileSync } from 'node:fs';
import { causeOf } from '../config/cause-of.js';
import { initConfig } from '../config/init/init-config.js';
import { log } from '../host/log.js';
import { oneLine, printableLines } from '../io/text/one-line.js';
import { TidemarkError } from '../operators/tidemark-error.js';

export interface InitFlags {
  readonly from: readonly string[];
  readonly out?: string;
}

/** Makes a config of those of other monitors and writes it; what was not taken over goes to standard error as well. */
export const initFrom = ({ from, out }: InitFlags): void => {
  const { text, notes, summary } = initConfig(from.map((name) => ({ name, text: textOf(name) })));
  if (out === undefined) process.stdout.write(text);
  else writeNew(out, text);
  const where =
    out === undefined ? '' : ` Wrote ${oneLine(out)}; tidemark check ${oneLine(out)} looks at it.`;
  const left = notes.length === 0 ? 'Everything was taken over.' : 'Not taken over:';
  log.show(
    printableLines([`${summary}.${where} ${left}`, ...notes.map((note) => `  ${note}`), ''].join('\n')),
  );
};

const textOf = (name: string): string => {
  try {
    return readFileSync(name === '-' ? 0 : name, 'utf8').replace(/^\ufeff/, '');
  } catch (error) {
    const code = causeOf(error);
    throw new TidemarkError('unreadable', `${oneLine(name)} cannot be read (${code}).`, { cause: error });
  }
};

/** Only its owner reads it: passwords were taken over too. */
const writeNew = (path: string, text: string): void => {
  try {
    writeFileSync(path, text, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    const code = causeOf(error);
    const why = code === 'EEXIST' ? 'it is there already; move it away, or choose another name' : code;
    throw new TidemarkError('unwritable', `${oneLine(path)} cannot be written: ${why}.`, { cause: error });
  }
};
