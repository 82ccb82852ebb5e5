/** A file as one look has seen it. */
export interface SeenFile {
  /** What it is known by: under another name it is another file. */
  readonly path: string;
  /** Of device, inode, size, and the times of its content and of its inode: with any of them changed it is not what it was. */
  readonly identity: string;
}

/** One look at everything. */
export interface SettleLook<F extends SeenFile> {
  /** Milliseconds of a clock that never steps back. */
  readonly time: number;
  /** Each path once. */
  readonly files: Iterable<F>;
  /** Where this look could not see: of what is there nothing is concluded. Absent: it saw everything. */
  readonly isUnseen?: (path: string) => boolean;
}

interface Settling {
  readonly identity: string;
  /** When it was first seen like this. */
  readonly since: number;
  /** It is not told before; Infinity: it has been told, and is not told again as it is. */
  after: number;
  /** The look that has seen it last. */
  look: number;
}

/** What looks have seen. It belongs to one run, and changes with each step. */
export interface SettleState {
  readonly files: Map<string, Settling>;
  look: number;
}

/** What a look has come to. */
export interface Settled<F extends SeenFile> {
  /** Those that have not changed for as long as was asked for, each once, in the order of the look. */
  readonly settled: readonly F[];
  /** Those that are not there any more. */
  readonly gone: readonly string[];
  /** When the next one may be settled, if nothing changes until then; Infinity: none ever. */
  readonly next: number;
}

export const beginSettle = (): SettleState => ({ files: new Map(), look: 0 });

/** Files of which one step takes note, at most. */
const STEP = 5000;

/**
 * Which files have been left alone for `span` milliseconds: two looks at least that far apart, and all between them, have seen
 * the same.
 *
 * Looks alone count. The age of a file says nothing: copies and archives bring old times along, other machines times to come,
 * and a clock that jumps makes everything old. So a file of yesterday waits as long as any other, from the first look on.
 */
export const settle = <F extends SeenFile>(
  state: SettleState,
  look: SettleLook<F>,
  span: number,
): Settled<F> => {
  const steps = settleSteps(state, look, span);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
};

/** The same, in steps of a few thousand files, for whoever has something else to do between them. One look is folded before the next. */
export function* settleSteps<F extends SeenFile>(
  state: SettleState,
  { time, files, isUnseen }: SettleLook<F>,
  span: number,
): Generator<undefined, Settled<F>, undefined> {
  const look = ++state.look;
  const settled: F[] = [];
  const gone: string[] = [];
  let next = Number.POSITIVE_INFINITY;
  let done = 0;
  for (const file of files) {
    if (++done % STEP === 0) yield;
    const known = settlingOf(state, file, time, span);
    known.look = look;
    if (time < known.after) {
      next = Math.min(next, known.after);
      continue;
    }
    settled.push(file);
    known.after = Number.POSITIVE_INFINITY;
  }
  for (const [path, known] of state.files) {
    if (++done % STEP === 0) yield;
    if (known.look === look || isUnseen?.(path) === true) continue;
    gone.push(path);
    state.files.delete(path);
  }
  return { settled, gone, next };
}

/** What is known of a file, begun anew where it is not what it was. */
const settlingOf = (
  { files }: SettleState,
  { path, identity }: SeenFile,
  time: number,
  span: number,
): Settling => {
  const known = files.get(path);
  if (known?.identity === identity) return known;
  const anew = { identity, since: time, after: time + span, look: 0 };
  files.set(path, anew);
  return anew;
};

/**
 * One that was told, and came to nothing, is told again by the first look from `after` on, if it is still as it was then
 * (`identity`); one that has changed meanwhile is on its way already.
 */
export const settleAgain = ({ files }: SettleState, { path, identity }: SeenFile, after: number): void => {
  const known = files.get(path);
  if (known?.identity === identity && known.after === Number.POSITIVE_INFINITY) known.after = after;
};

/** Since when it has been as it is; undefined: no look has seen it. */
export const settlingSince = ({ files }: SettleState, path: string): number | undefined =>
  files.get(path)?.since;
