import type { Timed } from '../../../operators/batch.js';
import { toMilliseconds } from '../../../operators/duration.js';
import type { Operator } from '../../../operators/operator.js';
import { session } from '../../../operators/session.js';
import { sliding } from '../../../operators/sliding.js';
import { tumbling } from '../../../operators/tumbling.js';
import type { Path } from '../diagnostic.js';
import type { FieldInfo, RowFields } from '../parts/part.js';
import type { StreamSettings } from '../settings/stream-settings.js';
import type { PlannedMeasures } from './plan-measures.js';
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

/** Makes the windows of a stream; undefined where they cannot be, which has been reported. */
export const planWindow = (
  planner: Planner,
  path: Path,
  settings: StreamSettings,
  measures: PlannedMeasures,
  input: RowFields,
): PlannedWindow | undefined => {
  const { window, early, max_keys: maxKeys, keys } = settings;
  if (window === undefined) return undefined;
  const by = settings.by === undefined ? [] : [settings.by].flat();
  const at = [...path, 'window'];
  const slide = slideOf(window);
  // A sliding window that says something more often than that needs no early rows.
  const shown = early === undefined || (slide < sizeOf(window) && early >= slide) ? undefined : early;
  if (shown !== undefined && (shown >= slide || slide % shown !== 0) && !isSession(window)) {
    const message =
      shown >= slide
        ? 'This is as long as the window: nothing would be shown early.'
        : 'early must divide the window, or its slide.';
    planner.report('contradiction', [...path, 'early'], message);
    return undefined;
  }
  if (
    typeof window === 'object' &&
    'every' in window &&
    window.every !== undefined &&
    window.size % window.every !== 0
  ) {
    planner.report('contradiction', [...at, 'every'], 'A window must be a whole number of slides long.', {
      suggestion: `write one that divides the size, for example every: ${nearestDivisor(window.size, window.every)}ms`,
    });
    return undefined;
  }
  if (keys !== undefined && isSession(window)) {
    planner.report(
      'contradiction',
      [...path, 'keys'],
      'Sessions begin with a row: they have no windows for keys without any.',
    );
    return undefined;
  }
  const shared = {
    by,
    measures: Object.fromEntries([...measures].map(([name, { measure }]) => [name, measure])),
    ...(maxKeys !== undefined && { maxKeys }),
    ...(shown !== undefined && { early: shown }),
  };
  const dense = keys === undefined ? shared : { ...shared, keys };
  const operator = planner.attempt(at, (): Operator<Timed, unknown> => {
    if (typeof window === 'number') return tumbling({ ...dense, size: window });
    if ('session' in window) {
      const { session: gap, max } = window;
      return session({ ...shared, gap, ...(max !== undefined && { max }) });
    }
    const { size, every } = window;
    return every === undefined || every === size
      ? tumbling({ ...dense, size })
      : sliding({ ...dense, size, every });
  });
  if (operator === undefined) return undefined;
  return {
    operator,
    fields: outputFields(by, measures, input),
    history: toMilliseconds(sizeOf(window)),
    isEven: !isSession(window),
  };
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
  return { known, open: false };
};

/** The longest slide, no longer than was asked for, that divides the size in whole milliseconds. */
const nearestDivisor = (size: number, every: number): number => {
  for (let parts = Math.ceil(size / every); parts <= size; parts++)
    if (size % parts === 0) return size / parts;
  return size;
};
