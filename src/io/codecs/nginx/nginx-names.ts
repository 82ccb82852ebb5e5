import { snakeCase } from '../fields/snake-case.js';
import { nginxFields } from './nginx-fields.js';
import { nginxFormat } from './nginx-format.js';
import { ACCESS_VARIABLES } from './nginx-variables.js';

/** Of a `log_format`, the field that each variable is in rows, by its name without `$`; `$request` makes several, and is none. */
export function nginxNames(logFormat: string): Readonly<Record<string, string>> {
  const variables = nginxFormat(logFormat).variables.map(({ name }) => name);
  const fields = nginxFields(variables);
  return namesOf(variables.map((variable, i) => [variable, fields[i]?.field ?? variable]));
}

/** The same of the log that nginx writes unless told otherwise, by their names with `$`: without it they are no names of fields. */
export const ACCESS_LOG_NAMES: Readonly<Record<string, string>> = Object.fromEntries(
  ACCESS_VARIABLES.filter(([name]) => name !== 'request').map(([name, { field }]) => [`$${name}`, field]),
);

function namesOf(pairs: readonly (readonly [string, string])[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    pairs.filter(([name]) => name !== 'request').map(([name, field]) => [snakeCase(name), field]),
  );
}
