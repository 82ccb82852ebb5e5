import type { Row } from '../../io/codecs/fields/row.js';
import { zoneOffsets } from '../../io/codecs/time/zone-offsets.js';
import { formatDuration } from '../../io/text/format-duration.js';
import type { Operator } from '../../operators/operator.js';
import { session } from '../../operators/session/session.js';
import { toMilliseconds } from '../../operators/time/duration.js';
import { sliding } from '../../operators/windows/sliding.js';
import { tumbling } from '../../operators/windows/tumbling.js';
import type { Path } from '../diagnostic.js';
import type { FieldInfo, RowFields } from '../parts/part.js';
import { type StreamSettings, WEEKDAYS } from '../settings/stream-settings.js';
import type { PlannedMeasures } from './measure-makers.js';
import type { PlannedKey } from './plan-key.js';
import type { Planner } from './planner.js';

type WindowSettings = NonNullable<StreamSettings['window']>;

export interface PlannedWindow {
  readonly operator: Operator<never, unknown>;
  /** The fields of its rows. */
  readonly fields: RowFields;
  /** How far back its first row may lie, in milliseconds. */
  readonly history: number;
  /** Whether the windows have one length, which a level per second needs. */
  readonly isEven: boolean;
}

const sizeOf = (window: WindowSettings): number =>
  typeof window === 'number' ? window : 'session' in window ? window.session : window.size;

const isSession = (window: WindowSettings): window is Extract<WindowSettings, { session: number }> =>
  typeof window === 'object' && 'session' in window;

/** How often a window ends. */
const slideOf = (window: WindowSettings): number =>
  typeof window === 'object' && 'every' in window ? (window.every ?? window.size) : sizeOf(window);

/** Where windows begin; the zone becomes data here, for operators know none. */
const placeOf = ({ size, zone, offset = 0, starts }: Extract<WindowSettings, { size: number }>) => {
  const first = starts ?? (zone !== undefined && size % WEEK === 0 ? 'monday' : undefined);
  const alignTo = (first === undefined ? 0 : WEEKDAYS.indexOf(first) * DAY) + offset;
  return {
    ...(alignTo !== 0 && { alignTo }),
    ...(zone !== undefined && { offsets: zoneOffsets(zone) }),
  };
};

/** The zone by whose clock windows go, where they say one. */
export const zoneOfWindow = (window: StreamSettings['window']): string | undefined =>
  typeof window === 'object' && 'zone' in window ? window.zone : undefined;

const DAY = 86_400_000;
const WEEK = 7 * DAY;

/** Makes the windows of a stream; undefined where they cannot be, which has been reported. */
export const planWindow = (
  planner: Planner,
  path: Path,
  settings: StreamSettings,
  key: PlannedKey,
  measures: PlannedMeasures,
  input: RowFields,
): PlannedWindow | undefined => {
  const { window, early, max_keys: maxKeys } = settings;
  const { names: by, known: keys } = key;
  if (window === undefined) return undefined;
  if (!isPossible(planner, path, settings, window)) return undefined;
  const slide = slideOf(window);
  // A sliding window that says something more often than that needs no early rows.
  const shown = early === undefined || (slide < sizeOf(window) && early >= slide) ? undefined : early;
  const shared = {
    by,
    plainKeys: true,
    measures: Object.fromEntries([...measures].map(([name, { measure }]) => [name, measure])),
    ...(maxKeys !== undefined && { maxKeys }),
    ...(shown !== undefined && { early: shown }),
  };
  const dense = keys === undefined ? shared : { ...shared, keys };
  const operator = planner.attempt([...path, 'window'], (): Operator<Row, unknown> => {
    if (typeof window === 'number') return tumbling<Row, string>({ ...dense, size: window });
    if ('session' in window) {
      const { session: gap, max } = window;
      return session<Row, string>({ ...shared, gap, ...(max !== undefined && { max }) });
    }
    const { size, every } = window;
    const grid = { ...dense, ...placeOf(window) };
    return every === undefined || every === size
      ? tumbling<Row, string>({ ...grid, size })
      : sliding<Row, string>({ ...grid, size, every });
  });
  if (operator === undefined) return undefined;
  return {
    operator,
    fields: outputFields(by, measures, input),
    history: toMilliseconds(sizeOf(window)),
    isEven: !isSession(window),
  };
};

/** Whether lengths go together; what does not has been reported. */
const isPossible = (
  planner: Planner,
  path: Path,
  { early, keys }: StreamSettings,
  window: WindowSettings,
): boolean => {
  const refuse = (at: Path, message: string, suggestion: string, part: 'key' | 'value' = 'value'): false => {
    planner.report('contradiction', [...path, ...at], message, { suggestion, part });
    return false;
  };
  if (isSession(window)) {
    const { session: gap, max } = window;
    if (max !== undefined && max < gap)
      return refuse(
        ['window', 'max'],
        `A session lasts at least its gap of ${formatDuration(gap)}, so max cannot be ${formatDuration(max)}.`,
        `write one that is longer than ${formatDuration(gap)}`,
      );
    if (keys !== undefined)
      return refuse(
        ['keys'],
        'Sessions begin with a row: they have no windows for keys without any.',
        'take keys out, or write a window of one length',
        'key',
      );
    return true;
  }
  const size = sizeOf(window);
  const slide = slideOf(window);
  if (slide > size)
    return refuse(
      ['window', 'every'],
      `A slide of ${formatDuration(slide)} is longer than the window, so rows between windows would be lost.`,
      `write every: ${formatDuration(size)}, or none`,
    );
  if (size % slide !== 0)
    return refuse(
      ['window', 'every'],
      'A window must be a whole number of slides long.',
      `write one that divides ${formatDuration(size)}, for example every: ${formatDuration(nearestDivisor(size, slide))}`,
    );
  const placed = typeof window === 'object' ? window : { size };
  if (placed.zone !== undefined && slide % DAY !== 0)
    return refuse(
      ['window', slide === size ? 'size' : 'every'],
      'By the clock of a zone windows are whole days: some have 23 hours, and some 25.',
      `write 1d, or take zone out`,
    );
  if (placed.starts !== undefined && slide % WEEK !== 0)
    return refuse(
      ['window', 'starts'],
      'Only weeks start on a day of the week.',
      'write size: 7d, or take starts out',
    );
  if ((placed.offset ?? 0) >= slide)
    return refuse(
      ['window', 'offset'],
      `An offset of ${formatDuration(placed.offset ?? 0)} is as long as the slide, and would be one of nothing.`,
      `write one that is shorter than ${formatDuration(slide)}`,
    );
  if (placed.zone !== undefined && early !== undefined && !(slide < size && early >= slide))
    return refuse(
      ['early'],
      'Days by the clock of a zone cannot be shown early.',
      'take early out, or the zone of the window',
      'key',
    );
  if (early === undefined || (slide < size && early >= slide)) return true;
  if (early >= slide)
    return refuse(
      ['early'],
      'This is as long as the window: nothing would be shown early.',
      `write one that is shorter, for example early: ${formatDuration(nearestDivisor(slide, slide / 2))}`,
    );
  if (slide % early !== 0)
    return refuse(
      ['early'],
      `early must divide ${slide < size ? 'the slide of' : 'the window of'} ${formatDuration(slide)}.`,
      `write for example early: ${formatDuration(nearestDivisor(slide, early))}`,
    );
  return true;
};

const outputFields = (by: readonly string[], measures: PlannedMeasures, input: RowFields): RowFields => {
  const known: Record<string, FieldInfo> = {
    start: { type: 'number' },
    end: { type: 'number' },
    time: { type: 'number' },
  };
  for (const field of by) known[field] = input.known[field] ?? { type: 'any' };
  for (const [name, { info }] of measures) known[name] = info;
  for (const mark of ['partial', 'early']) known[mark] = { type: 'bool' };
  return { known, open: false, ...(input.names !== undefined && { names: input.names }) };
};

/** The longest time, no longer than was asked for, that divides the size; in whole seconds where there is such a one. */
const nearestDivisor = (size: number, wanted: number): number => {
  const unit = size % 1000 === 0 && wanted >= 1000 ? 1000 : 1;
  const units = size / unit;
  for (let parts = Math.ceil(size / wanted); parts <= units; parts++)
    if (units % parts === 0) return size / parts;
  return unit;
};
