import type { Sink } from '../io/sinks/sink.js';
import type { Source } from '../io/sources/source.js';
import type { Timed } from '../operators/batch.js';
import type { Operator } from '../operators/operator.js';
import type { Rejected } from '../operators/rejected.js';
import { TidemarkError } from '../operators/tidemark-error.js';
import type { EventTimeOptions } from '../operators/time/event-time.js';
import { freeName } from './free-name.js';
import { checkBuffer, type SinkBuffer } from './sinks/sink-buffer.js';

/** As `from` of a stream: the inputs that were rejected, by the source, event time or any stream. */
export const REJECTED: unique symbol = Symbol('rejected');

/** As `from` of a stream: how the source and the sinks stand (`HealthRow`), every 10 seconds and when something changes. */
export const HEALTH: unique symbol = Symbol('health');

/** What of a stream may be said besides its operators and sinks. */
export type StreamOptions = Pick<StreamSpec, 'from' | 'as'>;

/** One way that rows take through a pipeline. */
export interface StreamSpec {
  readonly name: string;
  /** Whose rows it takes: those of a stream before it, what was rejected, or how it all stands. Default: the rows of the source. */
  readonly from?: string | typeof REJECTED | typeof HEALTH;
  /** The name that its rows go out under; its own by default. */
  readonly as?: string;
  /** One after the other. */
  readonly operators: readonly Operator<never, unknown>[];
  readonly sinks: readonly Sink[];
}

/** A pipeline as data: one source, pure middle, one or more sinks. */
export interface PipelineSpec<T extends Timed = Timed> {
  readonly name: string;
  readonly source: Source<T>;
  readonly time: EventTimeOptions;
  readonly streams: readonly StreamSpec[];
  /** Where rejected inputs go besides the balance. */
  readonly rejected: readonly Sink<Rejected>[];
  /** Where deliveries go that their sink refuses for good; without one, such a delivery ends the run. */
  readonly deadLetters: readonly Sink<DeadLetter>[];
  /** How much may wait for a sink; for one that is not named here 64 deliveries, or 4,000 rows in them. */
  readonly buffers: ReadonlyMap<Sink<never>, SinkBuffer>;
}

/** A delivery, or one row of it, that its sink refused for good. */
export interface DeadLetter {
  /** When it was given up, epoch milliseconds. */
  readonly time: number;
  readonly sink: string;
  /** Where the sink writes to. */
  readonly destination: string;
  /** Id of the delivery. */
  readonly delivery: string;
  readonly rows: number;
  /** Which row of the delivery it is, from 0; absent where it is all of them. */
  readonly row?: number;
  readonly error: string;
  readonly body: unknown;
}

/**
 * Every sink of a pipeline once, by name, in order of first use: one that several streams share is one sink. Of
 * different sinks with one name, the later ones get a number.
 */
export function sinksOf(
  spec: Pick<PipelineSpec, 'streams' | 'rejected' | 'deadLetters'>,
): ReadonlyMap<string, Sink<never>> {
  const named = new Map<string, Sink<never>>();
  const all = [...spec.streams.flatMap(({ sinks }) => sinks), ...spec.rejected, ...spec.deadLetters];
  for (const sink of new Set<Sink<never>>(all)) {
    named.set(freeName(sink.name, named), sink);
  }
  return named;
}

/**
 * Builds a pipeline; nothing runs before `run(spec)`.
 *
 * @example
 * ```ts
 * import { alert, compose, count, file, perSecond, pipeline, run, sliding, stdout } from 'tidemark';
 *
 * const spec = pipeline('traffic')
 *   .from(file('access.log'))
 *   .time({ lateness: '2s' })
 *   .stream(
 *     'alerts',
 *     compose(
 *       sliding({ size: '2m', every: '1s', measures: { hits: count() } }),
 *       alert({ value: 'hits', above: perSecond(10) }),
 *     ),
 *     [stdout()],
 *   )
 *   .spec();
 * await run(spec);
 * ```
 */
export const pipeline = (name: string) => ({
  from: <T extends Timed>(source: Source<T>): PipelineBuilder<T> =>
    new PipelineBuilder<T>({
      name,
      source,
      time: {},
      streams: [],
      rejected: [],
      deadLetters: [],
      buffers: new Map(),
    }),
});

class PipelineBuilder<T extends Timed> {
  constructor(private readonly built: PipelineSpec<T>) {}

  /** How the rows' times become a watermark. */
  time(options: EventTimeOptions): PipelineBuilder<T> {
    return new PipelineBuilder({ ...this.built, time: options });
  }

  /**
   * Rows go through the operator, or through several one after the other, and what comes out goes to each sink. Several
   * are put together with `compose`, and types then flow from the rows to the sinks. In an array they do not, which is
   * for operators that are only known when the program runs, and for rows that are not the source's (`from`).
   *
   * Throws 'bad-options' where there is a stream of that name, or none before it that `from` names.
   */
  stream<O>(
    name: string,
    operators: Operator<T, O> | readonly Operator<never, unknown>[],
    sinks: readonly Sink<NoInfer<O>>[],
    options: StreamOptions = {},
  ): PipelineBuilder<T> {
    const { from } = options;
    if (typeof from === 'string' && !this.built.streams.some((stream) => stream.name === from)) {
      throw new TidemarkError(
        'bad-options',
        `Pipeline "${this.built.name}": stream "${name}" takes its rows from "${from}", which is no stream before it.`,
      );
    }
    if (this.built.streams.some((stream) => stream.name === name)) {
      throw new TidemarkError(
        'bad-options',
        `Pipeline "${this.built.name}" has two streams named "${name}".`,
      );
    }
    const chain = typeof operators === 'function' ? (operators.parts ?? [operators]) : operators;
    // A sink of this stream is given rows of this stream only.
    const stream: StreamSpec = { name, operators: chain, sinks: sinks as readonly Sink[], ...options };
    return new PipelineBuilder({ ...this.built, streams: [...this.built.streams, stream] });
  }

  rejectedTo(...sinks: readonly Sink<Rejected>[]): PipelineBuilder<T> {
    return new PipelineBuilder({ ...this.built, rejected: sinks });
  }

  deadLettersTo(...sinks: readonly Sink<DeadLetter>[]): PipelineBuilder<T> {
    return new PipelineBuilder({ ...this.built, deadLetters: sinks });
  }

  /** How much may wait for a sink. Throws 'bad-options' for one that may drop nothing and is to. */
  buffer(sink: Sink<never>, buffer: SinkBuffer): PipelineBuilder<T> {
    checkBuffer(sink, buffer);
    return new PipelineBuilder({ ...this.built, buffers: new Map(this.built.buffers).set(sink, buffer) });
  }

  spec(): PipelineSpec<T> {
    return this.built;
  }
}

export type { PipelineBuilder };
