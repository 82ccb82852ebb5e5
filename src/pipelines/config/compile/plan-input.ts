import { REJECTED } from '../../pipeline.js';
import type { Path } from '../diagnostic.js';
import type { RowFields } from '../parts/part.js';
import type { StreamSettings } from '../settings/stream-settings.js';
import type { Planner } from './planner.js';

/** Where the rows of a stream come from. */
export interface Input {
  /** As the builder takes it; undefined for the source itself. */
  readonly from: string | typeof REJECTED | undefined;
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

/** Finds what `from` names; nothing is known of the rows of what is not there, which has been reported. */
export const planInput = (
  planner: Planner,
  path: Path,
  { from = 'rows' }: StreamSettings,
  ground: InputGround,
): Input => {
  if (from === 'rows') return { from: ground.root, fields: ground.rows, own: true };
  if (from === 'rejected') return { from: REJECTED, fields: REJECTED_FIELDS, own: false };
  const other = ground.before.get(from);
  if (other !== undefined) return { from, fields: other.fields, own: false };
  const at = [...path, 'from'];
  if (from === 'health') planner.report('not-built', at, 'Streams of health rows are not built yet.');
  else
    planner.reportUnknown('unknown-name', at, 'stream', from, [...ground.before.keys(), 'rows', 'rejected']);
  return { from: undefined, fields: { known: {}, open: true }, own: false };
};
