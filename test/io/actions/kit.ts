import type { ActingOptions } from '../../../src/io/actions/acting/acting-options.js';
import { acting } from '../../../src/io/actions/acting.js';
import type { Action, Attempt } from '../../../src/io/actions/action.js';
import { forwardingRun } from '../../../src/io/sources/forwarding-run.js';
import type { Source, SourceStart } from '../../../src/io/sources/source.js';
import { sourceStart } from '../../../src/io/sources/source-start.js';
import type { Chunk } from '../../../src/operators/chunk.js';
import { turns } from '../../support/turns.js';

/** A row of these tests; one with a `note` is a report, and nothing is done for it. */
export interface Task {
  readonly time: number;
  readonly key: string;
  readonly note?: string;
}

export interface Result {
  readonly time: number;
  readonly key: string;
  readonly was: string;
}

/** A task from its short form: `a@10`. */
export const task = (text: string): Task => {
  const [key = '', time = '0'] = text.split('@');
  return { time: Number(time), key };
};

export const tasks = (...texts: readonly string[]): Task[] => texts.map(task);

export const isTask = (row: Task): row is Task => row.note === undefined;

/** One attempt, which ends when the test says so. */
export interface Call extends Attempt {
  readonly row: Task;
  readonly end: (was?: string, time?: number) => void;
  readonly fail: (error: Error) => void;
}

export interface ScriptedAction extends Action<Task, Result> {
  /** Every attempt there has been. */
  readonly calls: readonly Call[];
  /** Keys of what is being performed, in the order in which it was begun. */
  readonly running: readonly string[];
  /** Ends the attempt at this key that is under way. */
  end(key: string, was?: string, time?: number): void;
}

/** An action that a test performs by hand. */
export const scriptedAction = (over: Partial<Action<Task, Result>> = {}): ScriptedAction => {
  const calls: Call[] = [];
  const open = new Map<string, Call>();
  return {
    intent: 'first',
    keepsTime: true,
    key: ({ key }) => key,
    missed: ({ time, key }, why) => ({ time, key, was: `missed: ${why}` }),
    perform: (row, attempt) =>
      new Promise((resolve, reject) => {
        const call: Call = {
          row,
          ...attempt,
          end: (was = 'done', time = row.time) => {
            open.delete(row.key);
            resolve({ time, key: row.key, was });
          },
          fail: reject,
        };
        calls.push(call);
        open.set(row.key, call);
      }),
    ...over,
    calls,
    get running() {
      return [...open.keys()];
    },
    end: (key, was, time) => {
      const call = open.get(key);
      if (call === undefined) throw new Error(`${key} is not being performed.`);
      call.end(was, time);
    },
  };
};

/** What a store holds. */
export type Kept = Pick<SourceStart, 'position' | 'remembered'>;

export interface Driven {
  readonly run: ReturnType<Source<Result | Task>['read']>;
  /** The next chunk in short, folded when the one after it is asked for; 'waits' while there is none; 'ended' after the last. */
  next(): Promise<string>;
  /** All there is, up to where it waits or has ended. */
  all(): Promise<string[]>;
  /** Makes true what was folded so far; answers with what is told to the source. */
  commit(): Promise<void>;
  /** As `all`, with a commit after each chunk for which one is due. */
  loop(): Promise<string[]>;
  /** What is committed, as the next run finds it. */
  readonly kept: Kept;
  readonly stop: () => void;
  readonly abandon: () => void;
}

type Options = Partial<ActingOptions<Task, Task>>;

/** Pulls and commits by hand, as the loop of a pipeline does. */
export const drive = (
  source: Source<Task>,
  action: Action<Task, Result>,
  options: Options = {},
  from?: Kept,
): Driven => driveSource(acting<Task, Result, Task>(source, action, { concurrency: 9, ...options }), from);

export const driveSource = (
  source: Source<Result | Task>,
  { position: before, remembered }: Kept = sourceStart(),
): Driven => {
  const [stop, abandon] = [new AbortController(), new AbortController()];
  const run = source.read(
    sourceStart({
      ...structuredClone({ position: before, remembered }),
      stop: stop.signal,
      abandon: abandon.signal,
    }),
  );
  const chunks = run[Symbol.asyncIterator]();
  const committed = new Map(remembered);
  let changes = new Map<string, unknown>();
  let [folded, position]: unknown[] = [before, before];
  /** A pull that waits. */
  let pull: Promise<IteratorResult<Chunk<Result | Task>>> | undefined;

  const next = async (): Promise<string> => {
    pull ??= chunks.next();
    const result = await Promise.race([pull, turns()]);
    if (result === undefined) return 'waits';
    pull = undefined;
    if (result.done === true) return 'ended';
    const chunk = result.value;
    folded = chunk.position;
    for (const [key, value] of chunk.remembered ?? []) changes.set(key, value);
    return told(chunk);
  };

  const commit = async (): Promise<void> => {
    position = structuredClone(folded);
    for (const [key, value] of structuredClone(changes)) {
      if (value === undefined) committed.delete(key);
      else committed.set(key, value);
    }
    changes = new Map();
    await run.acknowledge?.(folded);
  };

  const until = async (each: () => Promise<void>): Promise<string[]> => {
    const all: string[] = [];
    for (;;) {
      const one = await next();
      if (one === 'waits') return all;
      all.push(one);
      if (one === 'ended') return all;
      await each();
    }
  };

  return {
    run,
    next,
    commit,
    all: () => until(async () => undefined),
    loop: () => until(async () => (run.commitDue === true ? commit() : undefined)),
    get kept() {
      return structuredClone({ position, remembered: committed });
    },
    stop: () => stop.abort(),
    abandon: () => abandon.abort(),
  };
};

const rowText = (row: Result | Task): string =>
  'was' in row ? `${row.key}@${row.time} ${row.was}` : `${row.key}@${row.time} (${row.note ?? 'not taken'})`;

/** A chunk in short: its partition, its rows, and what else it says. */
const told = ({ partition, rows, rejected, pendingSince, ended, now }: Chunk<Result | Task>): string =>
  [
    ...(partition === undefined ? [] : [`${partition}:`]),
    ...rows.map((row) => `[${rowText(row)}]`),
    ...rejected.map(({ reason }) => `(${reason})`),
    ...(pendingSince === undefined ? [] : [`since=${pendingSince}`]),
    ...(ended === true ? ['end'] : []),
    ...(now === undefined ? [] : [`now=${now}`]),
  ].join(' ');

/** A source that counts, under the key of a row, how often it was told of an outcome, and remembers that with its next chunk. */
export const noting = <T extends { readonly key: string }>(
  source: Source<T>,
): Source<T> & { readonly heard: readonly string[] } => {
  const heard: string[] = [];
  return {
    heard,
    read: (start) => {
      const counts = new Map(start.remembered);
      let changes = new Map<string, unknown>();
      const inner = source.read(start);
      async function* chunks(): AsyncGenerator<Chunk<T>> {
        const given = inner[Symbol.asyncIterator]();
        try {
          for (;;) {
            // As it is when the chunk is asked for.
            const remembered = changes;
            changes = new Map();
            const { done, value } = await given.next();
            if (done === true) return;
            yield remembered.size === 0 ? value : { ...value, remembered };
          }
        } finally {
          await given.return?.();
        }
      }
      return forwardingRun(inner, chunks(), {
        outcome: (row, outcome) => {
          const { key } = row as T;
          heard.push(`${key}: ${(outcome as Result).was}`);
          const count = Number(counts.get(key) ?? 0) + 1;
          counts.set(key, count);
          changes.set(key, count);
        },
      });
    },
  };
};
