import { HEALTH, REJECTED } from '../../pipelines/pipeline.js';
import type { Path } from '../diagnostic.js';
import type { RowFields } from '../parts/part.js';
import type { StreamSettings } from '../settings/stream-settings.js';
import type { Planner } from './planner.js';

/** Where the rows of a stream come from. */
export interface Input {
  /** As the builder takes it; undefined for the source itself. */
  readonly from: string | typeof REJECTED | typeof HEALTH | undefined;
  readonly fields: RowFields;
  /** Whether its rows are the pipeline's own. */
  readonly own: boolean;
}

/** What a stream may take its rows from. */
export interface InputGround {
  readonly rows: RowFields;
  /** The name of the stream of the builder that has the pipeline's rows; undefined where that is the source itself. */
  readonly root: string | undefined;
  /** The streams before it. */
  readonly before: ReadonlyMap<string, { readonly fields: RowFields }>;
}

/** The fields of rows of rejected inputs. */
export const REJECTED_FIELDS: RowFields = {
  open: false,
  known: {
    time: { type: 'number' },
    reason: { type: 'string' },
    partition: { type: 'string' },
    offset: { type: 'number' },
    raw: { type: 'string' },
    detail: { type: 'string' },
    event_time: { type: 'number' },
  },
};

/** The fields of rows of health. */
export const HEALTH_FIELDS: RowFields = {
  open: false,
  known: {
    time: { type: 'number' },
    kind: { type: 'string' },
    name: { type: 'string' },
    destination: { type: 'string' },
    lag: { type: 'number', unit: 'duration' },
    waiting: { type: 'number', unit: 'count' },
    waiting_bytes: { type: 'number', unit: 'size' },
    oldest: { type: 'number', unit: 'duration' },
    retries: { type: 'number', unit: 'count' },
    refused: { type: 'number', unit: 'count' },
    dropped: { type: 'number', unit: 'count' },
    dead: { type: 'number', unit: 'count' },
    full: { type: 'bool' },
    error: { type: 'string' },
    warning: { type: 'string' },
  },
};

/** Finds what `from` names; nothing is known of the rows of what is not there, which has been reported. */
export const planInput = (
  planner: Planner,
  path: Path,
  { from = 'rows' }: StreamSettings,
  ground: InputGround,
): Input => {
  if (from === 'rows') return { from: ground.root, fields: ground.rows, own: true };
  if (from === 'rejected') return { from: REJECTED, fields: REJECTED_FIELDS, own: false };
  if (from === 'health') return { from: HEALTH, fields: HEALTH_FIELDS, own: false };
  const other = ground.before.get(from);
  if (other !== undefined) return { from, fields: other.fields, own: false };
  const known = [...ground.before.keys(), 'rows', 'rejected', 'health'];
  planner.reportUnknown('unknown-name', [...path, 'from'], 'stream', from, known);
  return { from: undefined, fields: { known: {}, open: true }, own: false };
};
