import { forwardingRun } from '../../src/io/sources/forwarding-run.js';
import type { Source } from '../../src/io/sources/source.js';
import type { Chunk } from '../../src/operators/chunk.js';
import type { Held } from './acting-record.js';

/** What the campaign must find. */
export const SABOTAGES = [
  'finish before the commit',
  'intent not committed',
  'performed before its commit',
  'rows out forgotten on stop',
  'watermark too far',
  'end of a partition not withheld',
  'end of a partition not remembered',
  'forgotten before it is noted',
  'forgotten before it is finished',
  'outcome twice',
] as const;

export type Sabotage = (typeof SABOTAGES)[number];

type Memory = ReadonlyMap<string, unknown>;

const isOut = (key: string, value: unknown): boolean =>
  key.startsWith('out:') && value !== undefined && (value as Held).outcome === undefined;

const isTold = (key: string, value: unknown): boolean =>
  key.startsWith('out:') && value !== undefined && (value as Held).outcome !== undefined;

const change = (memory: Memory | undefined, by: (key: string, value: unknown) => unknown): Memory =>
  new Map([...(memory ?? [])].map(([key, value]) => [key, by(key, value)]));

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
          if (isEarly) await run.acknowledge?.(chunk.position);
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
  const { remembered, pendingSince, ...rest } = chunk;
  const with_ = (memory: Memory | undefined): Chunk<T> => ({
    ...chunk,
    ...(memory && { remembered: memory }),
  });
  switch (sabotage) {
    case 'intent not committed':
      return with_(remembered && change(remembered, (key, value) => (isOut(key, value) ? undefined : value)));
    case 'forgotten before it is noted':
      return with_(
        remembered &&
          change(remembered, (key, value) =>
            isTold(key, value) ? { ...(value as Held), noted: true } : value,
          ),
      );
    case 'forgotten before it is finished':
      return with_(
        remembered && change(remembered, (key, value) => (isTold(key, value) ? undefined : value)),
      );
    case 'watermark too far':
      return { ...rest, ...(remembered && { remembered }) };
    case 'end of a partition not withheld': {
      const isEnd = chunk.partition !== undefined && remembered?.get(`end:${chunk.partition}`) === true;
      return isEnd ? { ...chunk, ended: true } : chunk;
    }
    case 'end of a partition not remembered':
      return with_(
        remembered && change(remembered, (key, value) => (key.startsWith('end:') ? undefined : value)),
      );
    default:
      return chunk;
  }
};
