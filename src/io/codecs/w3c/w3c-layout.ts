import { RowPlan, wantedColumns } from '../columns/row-plan.js';
import { uniqueNames } from '../fields/snake-case.js';
import { w3cColumns } from './w3c-columns.js';
import type { W3cFields } from './w3c-fields.js';
import type { W3cStrings } from './w3c-strings.js';

/** What a unit of `time-taken` is. */
export type TimeTakenUnit = 's' | 'ms' | 'us';

const MS_OF: Readonly<Record<TimeTakenUnit, number>> = { s: 1000, ms: 1, us: 0.001 };

export interface W3cLayoutOptions {
  readonly wanted: readonly string[] | 'all';
  readonly strings: W3cStrings;
  /** Undefined: as `software` and the fields tell. */
  readonly durationUnit: TimeTakenUnit | undefined;
  /** Whether `#Software` names a program that logs milliseconds; undefined where there was none. */
  readonly inMs: boolean | undefined;
  /** Told where a whole number is taken for seconds and nothing says who has written it. */
  readonly onUnknownDuration?: (() => void) | undefined;
}

/** Date and time, the best first: those of Advanced Logging's local time are only used where there are no others. */
const DATES = ['date', 'date_local', 'x_date'];
const TIMES = ['time', 'time_local', 'x_time'];
/** Fields that only IIS has, which logs milliseconds where the specification has seconds. */
const OF_IIS = ['sc_win32_status', 'sc_substatus', 's_sitename'];
/** Fields that CloudFront has in every file. */
const OF_CLOUDFRONT = ['x_edge_location', 'x_edge_request_id'];
/** Fields of the oldest CloudFront logs; all later ones have more. */
const LEAST_OF_CLOUDFRONT = 12;

/** Where things are in the entries that one `#Fields` line describes. */
export interface W3cLayout {
  /** The names as the file has them. */
  readonly fields: readonly string[];
  /** How many fields an entry may have: CloudFront appends fields over the years, all others have what `#Fields` says. */
  readonly least: number;
  readonly most: number;
  /** Index of the date, and of the time; -1 without. */
  readonly date: number;
  readonly time: number;
  readonly plan: RowPlan<W3cFields>;
}

export function w3cLayout(fields: readonly string[], options: W3cLayoutOptions): W3cLayout {
  const { wanted, strings, inMs } = options;
  const indexes = new Map<string, number>();
  for (const [index, name] of uniqueNames(fields).entries()) indexes.set(name, index);
  const date = indexOf(DATES, indexes);
  const time = indexOf(TIMES, indexes);
  const isCloudFront = OF_CLOUDFRONT.some((name) => indexes.has(name));
  const isIis = inMs === true || OF_IIS.some((name) => indexes.has(name));
  const unit = options.durationUnit ?? (isIis ? 'ms' : 's');
  for (const name of ['date', 'time']) indexes.delete(name);
  // The specification has seconds, and IIS, which most of these files are of, has not.
  const isGuess = options.durationUnit === undefined && inMs === undefined && !isIis && !isCloudFront;
  const { columns, all } = w3cColumns(indexes, strings, {
    ms: MS_OF[unit],
    onGuess: isGuess ? options.onUnknownDuration : undefined,
  });
  return {
    fields,
    least: isCloudFront ? Math.min(LEAST_OF_CLOUDFRONT, fields.length) : fields.length,
    most: isCloudFront ? Number.POSITIVE_INFINITY : fields.length,
    date,
    time,
    plan: new RowPlan(wantedColumns(columns, wanted, all)),
  };
}

function indexOf(names: readonly string[], indexes: ReadonlyMap<string, number>): number {
  const name = names.find((each) => indexes.has(each));
  return name === undefined ? -1 : (indexes.get(name) as number);
}
