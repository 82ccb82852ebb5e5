import type { Saved } from '../io/state/state-store.js';
import type { Balance, SinkBalance, StreamBalance } from './balance.js';

/** Name of the balance among the saved states. */
export const BALANCE = 'balance';

/** A sink of a balance as some older state has it. */
type OldSink = Partial<SinkBalance> &
  Pick<SinkBalance, 'name' | 'emitted' | 'skipped' | 'composed' | 'stored' | 'dead'>;

/** A stream of a balance as some older state has it: its signature had another name, and where its rows went was not said. */
type OldStream =
  | StreamBalance
  | (Omit<StreamBalance, 'signature' | 'as' | 'isOut'> & { readonly meaning: string });

/** The balance over all runs that is in a state, with what the sinks hold back and what waits for them by that state. */
export const savedBalance = (saved: Saved | undefined): Balance | undefined => {
  // Only a committer saves under this name.
  const balance = saved?.states[BALANCE] as
    | (Omit<Balance, 'streams' | 'sinks'> & {
        readonly streams: readonly OldStream[];
        readonly sinks: readonly OldSink[];
      })
    | undefined;
  if (saved === undefined || balance === undefined) return undefined;
  return {
    ...balance,
    streams: balance.streams.map(signed),
    sinks: balance.sinks.map((sink) => {
      const { key = sink.name, destination = sink.name, refused = 0, dropped = 0, lost = 0 } = sink;
      const waiting = Object.hasOwn(saved.waiting, key) ? (saved.waiting[key]?.rows ?? 0) : 0;
      const held = sink.emitted - sink.skipped - sink.composed;
      return { ...sink, key, destination, refused, dropped, lost, waiting, held };
    }),
  };
};

const signed = (stream: OldStream): StreamBalance => {
  if (!('meaning' in stream)) return stream;
  const { meaning, ...rest } = stream;
  return { as: stream.name, isOut: true, ...rest, signature: meaning };
};
