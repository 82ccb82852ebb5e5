import type { ExpressionType } from '../expression/expression-type.js';
import type { SqlTypeOf } from '../parts/part.js';
import type { PipelinePlan } from './plan-pipeline.js';

/** Instants, in all rows. */
const TIMES: readonly string[] = ['time', 'start', 'end'];

const TYPES: Readonly<Partial<Record<ExpressionType, string>>> = {
  bool: 'boolean',
  number: 'double precision',
  string: 'text',
  list: 'jsonb',
  map: 'jsonb',
};

/** What a database would keep the fields in that the streams of a pipeline send out. */
export const sqlTypesOf =
  ({ shown }: Pick<PipelinePlan, 'shown'>): SqlTypeOf =>
  (field) => {
    if (TIMES.includes(field)) return 'timestamptz';
    for (const { known } of shown.values()) {
      const type = TYPES[known[field]?.type ?? 'any'];
      if (type !== undefined) return type;
    }
    return undefined;
  };
