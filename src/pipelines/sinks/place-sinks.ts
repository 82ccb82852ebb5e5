import type { Sink } from '../../io/sinks/sink.js';
import type { Saved } from '../../io/state/state-store.js';
import { countOf } from '../../io/text/count-of.js';
import { TidemarkError } from '../../operators/tidemark-error.js';
import { freeName } from '../free-name.js';
import { type PipelineSpec, sinksOf } from '../pipeline.js';
import { savedBalance } from '../saved-balance.js';
import { bufferLimits } from './sink-buffer.js';
import { type SinkPlace, sinkText } from './sink-place.js';
import { type FoundRecord, recordsIn } from './sink-record.js';

/** What of a pipeline says which sinks it has. */
export type SpecSinks = Pick<PipelineSpec, 'streams' | 'rejected' | 'deadLetters' | 'buffers'>;

interface Placed {
  readonly name: string;
  readonly sink: Sink<never>;
  /** The destination, with a number where an earlier sink has it too: the key of older states. */
  readonly numbered: string;
  record?: FoundRecord;
}

/**
 * Gives every sink of a pipeline what the state has for it. Memory and deliveries belong to a name and a destination;
 * what has another name goes on under the new one, because it still arrives where it was meant to. Throws 'bad-options'
 * where something waits for a destination that no sink has any more.
 */
export function placeSinks(
  spec: SpecSinks,
  saved: Saved | undefined,
  options: {
    readonly usual: { readonly deliveries: number; readonly rows: number };
    readonly remembers: boolean;
  },
): readonly SinkPlace[] {
  const placed = numbered(sinksOf(spec));
  const records = recordsIn(saved);
  const left = new Set(records);
  const match = (fits: (sink: Placed, record: FoundRecord) => boolean): void => {
    for (const one of placed) {
      if (one.record !== undefined) continue;
      const record = [...left].find((other) => fits(one, other));
      if (record === undefined) continue;
      one.record = record;
      left.delete(record);
    }
  };
  match(
    ({ name, sink }, record) =>
      !record.isOld && record.name === name && record.destination === sink.destination,
  );
  match((one, { isOld, key }) => isOld && key === one.numbered);
  match(({ sink }, { isOld, destination }) => !isOld && destination === sink.destination);

  const balance = savedBalance(saved);
  const taken = new Set([...records, ...(balance?.sinks ?? [])].map(({ key }) => key));
  const places = placed.map(({ name, sink, record }): SinkPlace => {
    const key = record?.key ?? freeName(name, taken);
    taken.add(key);
    const usual = sink.isBulky === true ? undefined : options.usual;
    const limits = bufferLimits(spec.buffers.get(sink) ?? {}, usual, options.remembers);
    return { key, name, destination: sink.destination, sink, limits };
  });
  for (const record of left) {
    const held = balance?.sinks.find(({ key }) => key === record.key)?.held ?? 0;
    refuseToForget(record, saved, held, places);
  }
  return places;
}

function numbered(sinks: ReadonlyMap<string, Sink<never>>): readonly Placed[] {
  const destinations = new Set<string>();
  return Array.from(sinks, ([name, sink]) => {
    const one = freeName(sink.destination, destinations);
    destinations.add(one);
    return { name, sink, numbered: one };
  });
}

/** Throws where something waits that would never be told. */
function refuseToForget(
  { key, name, destination }: FoundRecord,
  saved: Saved | undefined,
  held: number,
  places: readonly SinkPlace[],
): void {
  const waiting = saved !== undefined && Object.hasOwn(saved.waiting, key) ? saved.waiting[key] : undefined;
  const kept = saved !== undefined && Object.hasOwn(saved.kept, key) ? saved.kept[key] : undefined;
  const parts = [
    ...(waiting === undefined || waiting.deliveries === 0
      ? []
      : [`${countOf(waiting.deliveries, 'delivery', 'deliveries')} (${countOf(waiting.rows, 'row')})`]),
    ...(held > 0 ? [`${countOf(held, 'row')} held back`] : []),
    ...(kept === undefined || kept.size === 0 ? [] : [`${countOf(kept.size, 'piece')} held back`]),
  ];
  if (parts.length === 0) return;
  const what = parts.join(', ');
  const now = places.find((place) => place.name === name);
  throw new TidemarkError(
    'bad-options',
    now === undefined
      ? `The state holds ${what} for ${sinkText({ name, destination })}, which is no sink of this pipeline any more. Put the sink back until they are stored, or start with another state directory.`
      : `The state holds ${what} for ${name} at ${destination}, and ${name} writes to ${now.destination} now. Put the old destination back until they are stored, or start with another state directory.`,
  );
}
