import type { Source, SourceStart } from '../../src/io/sources/source.js';
import type { Chunk } from '../../src/operators/chunk.js';
import { chunkOf } from '../../src/testing/run-chunks.js';

export interface ScriptedSource<T> extends Source<T> {
  /** What `read` was called with. */
  readonly resumes: readonly unknown[];
  readonly acknowledged: readonly unknown[];
  /** Pulls that were asked for, and runs that were closed. */
  readonly pulls: number;
  readonly closed: number;
  /** Adds a chunk for a run that waits; its position is counted. */
  push(chunk: Partial<Chunk<T>>): void;
}

/** Gives chunks one by one, each with its number as position. When they are used up it ends, fails, or waits until it is aborted. */
export const scriptedSource = <T>(
  script: readonly Partial<Chunk<T>>[],
  then: 'end' | 'wait' | Error = 'end',
): ScriptedSource<T> => {
  const chunks = script.map((chunk) => chunkOf<T>([], chunk));
  const resumes: unknown[] = [];
  const acknowledged: unknown[] = [];
  let [pulls, closed] = [0, 0];
  let wake = (): void => undefined;

  async function* given(
    { position: resume, stop: signal }: SourceStart,
    count: (lines: number) => void,
  ): AsyncGenerator<Chunk<T>> {
    resumes.push(resume);
    signal.addEventListener('abort', () => wake());
    try {
      for (let at = resume === undefined ? 0 : Number(resume); !signal.aborted; ) {
        pulls++;
        const chunk = chunks[at];
        if (chunk !== undefined) {
          count(chunk.rows.length + chunk.rejected.length);
          yield { position: ++at, ...chunk };
        } else if (then === 'wait') {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        } else if (then === 'end') return;
        else throw then;
      }
    } finally {
      closed++;
    }
  }

  return {
    read: (start) => {
      let lines = 0;
      const chunks = given(start, (more) => {
        lines += more;
      });
      return {
        [Symbol.asyncIterator]: () => chunks,
        acknowledge: async (position) => {
          acknowledged.push(position);
        },
        get lines() {
          return lines;
        },
      };
    },
    push: (chunk) => {
      chunks.push(chunkOf<T>([], chunk));
      wake();
    },
    resumes,
    acknowledged,
    get pulls() {
      return pulls;
    },
    get closed() {
      return closed;
    },
  };
};
