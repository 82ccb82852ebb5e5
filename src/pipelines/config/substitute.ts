import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Diagnostic, Path } from './diagnostic.js';
import { didYouMean } from './did-you-mean.js';
import { type ConfigDocument, pathKey } from './document/config-document.js';
import type { Secrets } from './secrets.js';

export interface Substituted {
  readonly value: unknown;
  readonly diagnostics: readonly Diagnostic[];
  /** Paths of the values that came from outside, wholly or in part: they are never shown. */
  readonly paths: ReadonlySet<string>;
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

/**
 * Puts variables and files into scalar values, after parsing: `${VAR}`, `${VAR:-default}`, `${file:path}`. A file is
 * looked for from the working directory, as all are, and loses the newline at its end.
 */
export function substitute(document: ConfigDocument, options: SubstituteOptions): Substituted {
  const { environment, secrets, offline } = options;
  const diagnostics: Diagnostic[] = [];
  const paths = new Set<string>();
  const unknown = new Set<string>();

  const fill = (text: string, path: Path): string => {
    const key = pathKey(path);
    const complain = (message: string, at: number, length: number, suggestion?: string): void => {
      unknown.add(key);
      if (offline) return;
      const within = [at, at + length] as const;
      diagnostics.push(document.diagnose('substitution', path, message, { within, suggestion }));
    };
    return text.replace(
      PLACEHOLDER,
      (whole: string, escaped: string | undefined, name: string, at: number) => {
        if (escaped !== undefined) return escaped;
        paths.add(key);
        if (name.startsWith('file:')) {
          const file = resolve(name.slice('file:'.length));
          try {
            const content = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
            secrets.add('secret', content);
            return content;
          } catch (error) {
            const cause = error instanceof Error && 'code' in error ? String(error.code) : String(error);
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
            'Write ${NAME}, ${NAME:-default} or ${file:path}; $${…} stands for ${…} itself.',
          );
          return whole;
        }
        const value = environment[variable];
        if (value !== undefined && (value !== '' || byDefault === undefined)) {
          secrets.add(variable, value);
          return value;
        }
        if (byDefault !== undefined) return byDefault;
        const near = didYouMean(variable, Object.keys(environment));
        const advice =
          near === undefined ? `Set it, or write \${${variable}:-default}.` : `Did you mean ${near}?`;
        complain(`The variable ${variable} is not set.`, at, whole.length, advice);
        return whole;
      },
    );
  };

  const walk = (value: unknown, path: Path): unknown => {
    if (typeof value === 'string') return value.includes('${') ? fill(value, path) : value;
    if (Array.isArray(value)) return value.map((item, i) => walk(item, [...path, i]));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, walk(inner, [...path, key])]),
    );
  };
  return { value: walk(document.value, []), diagnostics, paths, unknown };
}
