import type { NumberField } from '../number-field.js';
import type { Duration } from '../time/duration.js';
import type { SpanText } from '../time/span.js';
import type { PaneValue } from '../windows/window-row.js';
import type { MuteCalendar } from './mute-calendar.js';
import type { Level } from './threshold.js';

export type AlertState = 'no_data' | 'ok' | 'pending' | 'firing';

/** One change of an alert; `pending` is an inner state and makes no transition. */
export interface Transition {
  /**
   * Epoch milliseconds: the start of the newest pane of the window that crossed, of a session its end, of an early row
   * the start of the newest pane it shows; a row's own time without windows.
   */
  readonly time: number;
  /** Name of the alert, where it has one. */
  readonly alert?: string;
  /** The state that was told last. */
  readonly was: AlertState;
  readonly state: AlertState;
  /** The value that crossed; null for alerts that are a condition, and where there was no value. */
  readonly value: number | null;
  /** The level it was compared with, in the value's own unit. */
  readonly threshold: number | null;
  /** The key fields; absent without keys. */
  readonly key?: Readonly<Record<string, unknown>>;
  /** Other fields of the row that was judged last, where the alert keeps any. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly message: string;
  readonly severity?: string;
  /** The panes that made the value; empty where time alone made the transition. */
  readonly because: readonly PaneValue[];
  /** The first evaluation over a full window, which says where things stand. */
  readonly initial?: true;
  /** Nothing changed: the alert still fires. */
  readonly reminder?: true;
}

export interface AlertOptions<R> {
  /** The value to judge: a field's name or a function of the row. */
  readonly value?: NumberField<R> | ((row: R) => number | null | undefined);
  /** Fires when the value is greater; at exactly the level the state stays as it is. */
  readonly above?: Level;
  /** Fires when the value is less; not over a window that the beginning or the end of the input has cut short. */
  readonly below?: Level;
  /** The level beyond which the alert recovers. Default: strictly on the other side of the threshold. */
  readonly clear?: Level;
  /** Instead of a value: fires while this is true. */
  readonly if?: (row: R) => boolean;
  /** Instead of a value: fires when nothing has come for so long. */
  readonly absent?: Duration;
  /** How long the level must be crossed without a break before the alert fires. Default: at once. */
  readonly for?: SpanText;
  /** How long the level must be clear without a break before the alert recovers. Default: at once. */
  readonly hold?: SpanText;
  /** Where this is false the state stays as it is; such a row is none of so many in a row, and does not come between them. */
  readonly given?: (row: R) => boolean;
  /** What a row without a value means: the state stays (default), all is well, or it is as bad as a crossing. */
  readonly noData?: 'hold' | 'ok' | 'fire';
  /** Says again that it fires, this often. */
  readonly remind?: Duration;
  /**
   * Times in which nothing is said: the alert is judged as always, and where it stands otherwise than was said last, that is
   * said when they end.
   */
  readonly mute?: readonly MuteCalendar[];
  /** A key silent for so long goes ok and is forgotten. */
  readonly forget?: Duration;
  /**
   * Where this is true the key is somebody else's from here on: the row is not judged, and all that is known of its key is
   * forgotten. Nothing is said.
   */
  readonly gone?: (row: R) => boolean;
  /** Fields that make the key. Default: the key of the windows that the rows come from. */
  readonly by?: readonly (keyof R & string)[];
  /**
   * Keys known beforehand (one value, or one list of values), so that absence can fire from the start: from the first
   * watermark, and of a live input from which no row has ever come from the first look that found nothing.
   */
  readonly keys?: readonly unknown[];
  /** Whether a text that is written just as a number is makes the key of that number, as that of windows with `plainKeys`. */
  readonly plainKeys?: boolean;
  /**
   * Fields that make the key of the windows that the rows come from, where `by` is not said: then of keys that have never
   * come only those in `keys` are missed.
   */
  readonly windowsBy?: readonly string[];
  /** More keys than this go to the key `(other)`. Default 10,000. */
  readonly maxKeys?: number;
  /** Told with every transition. */
  readonly name?: string;
  /** Fields of the rows that transitions carry besides key and value: what a message is made of. */
  readonly details?: readonly (keyof R & string)[];
  readonly severity?: string;
  /** Words the transition for people. */
  readonly message?: (transition: Omit<Transition, 'message'>) => string;
}

/** Whether a transition only says that all is well at the start: no news for who is woken by alerts. */
export const isQuiet = ({ state, initial }: Pick<Transition, 'state' | 'initial'>): boolean =>
  initial === true && state !== 'firing';

/** Whether a row is a transition of an alert. */
export const isTransition = (row: unknown): row is Transition =>
  typeof row === 'object' && row !== null && 'was' in row && 'state' in row && 'because' in row;
