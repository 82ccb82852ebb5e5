import { parse } from 'yaml';
import { TidemarkError } from '../operators/tidemark-error.js';
import type { Override } from './compile/plan-config.js';

/** Reads `pipelines.web.time.lateness=5s`: a path of keys, and a value as YAML. Throws a TidemarkError 'usage'. */
export const parseOverride = (text: string): Override => {
  const [, path = '', value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (value === undefined || path.split('.').some((key) => key === '')) {
    throw new TidemarkError(
      'usage',
      `"${text}" sets nothing; write a path, = and a value, for example pipelines.web.time.lateness=5s.`,
    );
  }
  try {
    return { path: path.split('.'), value: parse(value) as unknown };
  } catch {
    // What is no YAML is a text.
    return { path: path.split('.'), value };
  }
};
