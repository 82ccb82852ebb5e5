import { forwardingRun } from '../../src/io/sources/forwarding-run.js';
import type { Source } from '../../src/io/sources/source.js';
import type { Chunk } from '../../src/operators/chunk.js';
import type { Held } from './acting-record.js';

/** What the campaign must find, and the law by which it finds it. */
export const SABOTAGES = {
  'finish before the commit': 'is finished, and no commit holds its outcome',
  'intent not committed': 'is performed, and no commit holds it as out',
  'performed before its commit': 'is performed, and no commit holds it as out',
  'rows out forgotten on stop': 'has 0 outcomes',
  'watermark too far': 'the watermark is at',
  'end of a partition not withheld': 'ends, and',
  'end of a partition not remembered': 'never ends',
  'forgotten before it is noted': 'is noted 0 times',
  'forgotten before it is finished': 'is never finished',
  'outcome twice': 'has 2 outcomes',
} as const;

export type Sabotage = keyof typeof SABOTAGES;

const isOut = (key: string, value: unknown): boolean =>
  key.startsWith('out:') && value !== undefined && (value as Held).outcome === undefined;

const isTold = (key: string, value: unknown): boolean =>
  key.startsWith('out:') && value !== undefined && (value as Held).outcome !== undefined;

/** The chunk with something else of what is remembered; undefined: gone. */
const changed = <T>(chunk: Chunk<T>, by: (key: string, value: unknown) => unknown): Chunk<T> => {
  const { remembered } = chunk;
  if (remembered === undefined) return chunk;
  return { ...chunk, remembered: new Map([...remembered].map(([key, value]) => [key, by(key, value)])) };
};

const some = (
  { remembered = new Map() }: Chunk<unknown>,
  is: (key: string, value: unknown) => boolean,
): boolean => [...remembered].some(([key, value]) => is(key, value));

/** A source under an action with something wrong in it. */
export const sabotaged = <T>(source: Source<T>, sabotage: Sabotage | undefined): Source<T> => {
  if (sabotage === undefined) return source;
  const wrong = sabotage;
  return {
    read: (start) => {
      const run = source.read(start);
      const out = new Set(
        [...start.remembered].filter(([key, value]) => isOut(key, value)).map(([key]) => key),
      );

      async function* chunks(): AsyncGenerator<Chunk<T>> {
        let last: Chunk<T> | undefined;
        for await (const chunk of run) {
          for (const [key, value] of chunk.remembered ?? []) {
            if (isOut(key, value)) out.add(key);
            else out.delete(key);
          }
          const spoiled = spoilt(chunk, wrong);
          const isEarly =
            (wrong === 'finish before the commit' && some(chunk, isTold)) ||
            (wrong === 'performed before its commit' && some(chunk, isOut));
          if (isEarly) await run.acknowledge?.(chunk.position).catch(() => undefined);
          last = spoiled;
          yield spoiled;
          if (wrong === 'outcome twice' && some(chunk, isTold)) yield { ...spoiled, remembered: new Map() };
        }
        if (wrong === 'rows out forgotten on stop' && start.stop.aborted && last !== undefined) {
          const gone = new Map([...out].map((key) => [key, undefined]));
          yield { rows: [], rejected: [], position: last.position, remembered: gone };
        }
      }
      return forwardingRun(run, chunks());
    },
  };
};

const spoilt = <T>(chunk: Chunk<T>, sabotage: Sabotage): Chunk<T> => {
  const { partition, pendingSince: _, ...rest } = chunk;
  switch (sabotage) {
    case 'intent not committed':
      return changed(chunk, (key, value) => (isOut(key, value) ? undefined : value));
    case 'forgotten before it is noted':
      return changed(chunk, (key, value) =>
        isTold(key, value) ? { ...(value as Held), noted: true } : value,
      );
    case 'forgotten before it is finished':
      return changed(chunk, (key, value) => (isTold(key, value) ? undefined : value));
    case 'end of a partition not remembered':
      return changed(chunk, (key, value) => (key.startsWith('end:') ? undefined : value));
    case 'watermark too far':
      return { ...rest, ...(partition !== undefined && { partition }) };
    case 'end of a partition not withheld': {
      const isEnd = partition !== undefined && chunk.remembered?.get(`end:${partition}`) === true;
      return isEnd ? { ...chunk, ended: true } : chunk;
    }
    default:
      return chunk;
  }
};
