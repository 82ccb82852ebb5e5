import { uniqueNames } from '../fields/snake-case.js';
import {
  ACCESS_VARIABLES,
  DURATION_VARIABLES,
  REQUEST_FIELDS,
  type VariableField,
} from './nginx-variables.js';

/** The field of each variable of a format, in its order; all have different names. */
export function nginxFields(variables: readonly string[]): VariableField[] {
  const fields = new Map<string, VariableField>();
  const taken = new Set<string>();
  for (const [variable, field] of ACCESS_VARIABLES) {
    if (!variables.includes(variable) || taken.has(field.field)) continue;
    fields.set(variable, field);
    taken.add(field.field);
    if (field.kind === 'request') for (const part of REQUEST_FIELDS) taken.add(part);
    if (field.kind === 'target') taken.add('section');
  }
  const others = uniqueNames([...taken, ...variables]).slice(taken.size);
  const seen = new Set<string>();
  return variables.map((variable, i) => {
    const known = seen.has(variable) ? undefined : fields.get(variable);
    seen.add(variable);
    return known ?? { field: others[i] as string, kind: DURATION_VARIABLES.get(variable) ?? 'typed' };
  });
}
