import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { didYouMean } from '../io/text/did-you-mean.js';
import { causeOf } from './cause-of.js';
import type { Diagnostic, Path } from './diagnostic.js';
import { type ConfigDocument, pathKey } from './document/config-document.js';
import type { OutsideValue } from './document/hide-outside.js';
import { withoutCode } from './outside-code.js';
import type { Secrets } from './secrets.js';

export interface Substituted {
  readonly value: unknown;
  readonly diagnostics: readonly Diagnostic[];
  /** Paths of the values that hold something that was filled in, defaults included: they were texts, whatever they are. */
  readonly paths: ReadonlySet<string>;
  /** The values that came from outside, wholly or in part, by path: they are never shown. */
  readonly outside: ReadonlyMap<string, OutsideValue>;
  /** Those of them that are not known, because nobody has looked: nothing can be said of their values. */
  readonly unknown: ReadonlySet<string>;
}

export interface SubstituteOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly secrets: Secrets;
  /** Leaves what is not set as it is, and does not complain. */
  readonly offline: boolean;
}

/** `$${…}` stands for `${…}` itself. */
const PLACEHOLDER = /\$(\$\{[^}]*\})|\$\{([^}]*)\}/g;
const VARIABLE = /^([A-Za-z_]\w*)(?::-(.*))?$/s;

/** Far more than any config needs: a module may hold objects that hold themselves. */
const DEEPEST = 100;

/** Longer than any secret, in bytes. */
const LONGEST = 1024 * 1024;

/** What a file holds, without the newline at its end. */
const secretIn = (file: string): string => {
  const found = statSync(file);
  // Reading a device or a pipe might never end.
  if (!found.isFile()) throw new Error('it is no regular file');
  if (found.size > LONGEST) throw new Error('it is larger than 1 MiB');
  return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
};

/**
 * Puts variables and files into scalar values, after parsing: `${VAR}`, `${VAR:-default}`, `${file:path}`. A file is
 * looked for from the working directory, as all are, and loses the newline at its end.
 */
export function substitute(document: ConfigDocument, options: SubstituteOptions): Substituted {
  const { environment, secrets, offline } = options;
  const diagnostics: Diagnostic[] = [];
  const paths = new Set<string>();
  const outside = new Map<string, OutsideValue>();
  const unknown = new Set<string>();

  const fill = (text: string, path: Path): string => {
    const key = pathKey(path);
    let isOutside = false;
    const complain = (message: string, at: number, length: number, suggestion?: string): void => {
      unknown.add(key);
      if (offline) return;
      const within = [at, at + length] as const;
      diagnostics.push(document.diagnose('substitution', path, message, { within, suggestion }));
    };
    const ranges: (readonly [number, number])[] = [];
    /** Where each of them is written. */
    const spots: (readonly [number, number])[] = [];
    let grown = 0;
    /** Notes where a piece comes to stand, which the pieces before it have moved. */
    const put = (piece: string, at: number, whole: string, fromOutside: boolean): string => {
      if (fromOutside) {
        ranges.push([at + grown, at + grown + piece.length]);
        spots.push([at, at + whole.length]);
      }
      grown += piece.length - whole.length;
      return piece;
    };
    const value = text.replace(
      PLACEHOLDER,
      (whole: string, escaped: string | undefined, name: string, at: number) => {
        if (escaped !== undefined) return put(escaped, at, whole, false);
        paths.add(key);
        if (name.startsWith('file:')) {
          const file = resolve(name.slice('file:'.length));
          try {
            const content = secretIn(file);
            secrets.add('secret', content);
            isOutside = true;
            return put(content, at, whole, true);
          } catch (error) {
            const cause = causeOf(error);
            complain(`The file ${file} cannot be read: ${cause}.`, at, whole.length);
            return whole;
          }
        }
        const [, variable, byDefault] = VARIABLE.exec(name) ?? [];
        if (variable === undefined) {
          complain(
            `${whole} is no variable.`,
            at,
            whole.length,
            'write ${NAME}, ${NAME:-default} or ${file:path}; $${…} stands for ${…} itself',
          );
          return whole;
        }
        const value = environment[variable];
        if (value !== undefined && (value !== '' || byDefault === undefined)) {
          secrets.add(variable, value);
          isOutside = true;
          return put(value, at, whole, true);
        }
        if (byDefault !== undefined) return put(byDefault, at, whole, false);
        const near = didYouMean(variable, Object.keys(environment));
        const advice =
          near === undefined ? `set it, or write \${${variable}:-default}` : `did you mean ${near}?`;
        complain(`The variable ${variable} is not set.`, at, whole.length, advice);
        return whole;
      },
    );
    if (!isOutside || unknown.has(key)) return value;
    const safe = withoutCode(path, { text: value, ranges });
    if (safe !== undefined && 'message' in safe) {
      // The variable is known, and what comes of it here is not.
      unknown.add(key);
      const options = { within: spots[safe.range], suggestion: safe.suggestion };
      diagnostics.push(document.diagnose('substitution', path, safe.message, options));
      return value;
    }
    outside.set(key, { written: text, value: safe?.text ?? value, ranges: safe?.ranges ?? ranges });
    return safe?.text ?? value;
  };

  const walk = (value: unknown, path: Path): unknown => {
    if (path.length > DEEPEST) {
      diagnostics.push(document.diagnose('bad-value', path, 'This is nested too deeply for a config.'));
      return null;
    }
    if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint') {
      unknown.add(pathKey(path));
      diagnostics.push(document.diagnose('wrong-type', path, `A ${typeof value} is no setting.`));
      return null;
    }
    if (typeof value === 'string') return value.includes('${') ? fill(value, path) : value;
    if (Array.isArray(value)) return value.map((item, i) => walk(item, [...path, i]));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, walk(inner, [...path, key])]),
    );
  };
  // Of a long list each path would be made for nothing.
  const value = isLiteral(document.value) ? document.value : walk(document.value, []);
  return { value, diagnostics, paths, outside, unknown };
}

/** Whether nothing in it is to be filled in, or complained of. */
const isLiteral = (value: unknown, depth = 0): boolean => {
  if (typeof value === 'string') return !value.includes('${');
  if (depth > DEEPEST || ['function', 'symbol', 'bigint'].includes(typeof value)) return false;
  if (typeof value !== 'object' || value === null) return true;
  // An object of a module may be of a class; what is read are its keys.
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return false;
  return Object.values(value).every((inner) => isLiteral(inner, depth + 1));
};
