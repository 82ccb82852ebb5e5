import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { causeOf } from '../config/cause-of.js';
import { oneLine } from '../io/text/one-line.js';
import { TidemarkError } from '../operators/tidemark-error.js';

/**
 * Takes files of variables (`NAME=value`, as a shell and other tools read them) into an environment. What is set there
 * already wins; of several files the later one does. Throws a TidemarkError 'usage' for a file that cannot be read, and
 * for one that says something but sets nothing.
 */
export const envFiles = (environment: NodeJS.ProcessEnv): ((path: string) => string) => {
  const fromFiles = new Set<string>();
  return (path) => {
    for (const [name, value] of Object.entries(variablesIn(path))) {
      if (value === '' && name.startsWith('TIDEMARK_')) continue;
      if (name in environment && !fromFiles.has(name)) continue;
      environment[name] = value;
      fromFiles.add(name);
    }
    return path;
  };
};

const variablesIn = (path: string): NodeJS.Dict<string> => {
  const text = textOf(path);
  const variables = parseEnv(text);
  if (Object.keys(variables).length === 0 && /^\s*[^\s#]/m.test(text)) {
    throw new TidemarkError(
      'usage',
      `--env-file: ${oneLine(path)} sets nothing; write NAME=value, a line each.`,
    );
  }
  return variables;
};

const textOf = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const why = causeOf(error);
    throw new TidemarkError('usage', `--env-file: ${oneLine(path)} cannot be read: ${why}.`, {
      cause: error,
    });
  }
};
