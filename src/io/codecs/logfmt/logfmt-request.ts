import { snakeCase } from '../fields/snake-case.js';
import { isRequestBy } from '../request/request-names.js';

const KEYS = /(?:^|\s)([^\s="]{1,64})=/g;

/** Whether the keys of a line of logfmt are those of an HTTP request. */
export function isLogfmtRequest(line: string): boolean {
  const names = new Set(Array.from(line.matchAll(KEYS), ([, key = '']) => snakeCase(key)));
  return isRequestBy((name) => names.has(name));
}
