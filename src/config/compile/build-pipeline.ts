import type { Row } from '../../io/codecs/fields/row.js';
import { lookedUp } from '../../io/lookup/looked-up.js';
import type { Sink } from '../../io/sinks/sink.js';
import { fanIn } from '../../io/sources/fan-in.js';
import type { Source } from '../../io/sources/source.js';
import { tagged } from '../../io/sources/tagged.js';
import type { UnitOf } from '../../io/text/value-text.js';
import { type PipelineSpec, pipeline } from '../../pipelines/pipeline.js';
import type { SinkBuffer } from '../../pipelines/sinks/sink-buffer.js';
import type { AlertOf } from '../../pipelines/text/alert-words.js';
import type { BuildContext, Parts, SourceContext } from '../parts/part.js';
import { rowName } from './field-names.js';
import type { PipelinePlan } from './plan-pipeline.js';
import type { PlannedSink } from './plan-sinks.js';
import type { PlannedSource } from './plan-source.js';
import type { PlannedStream } from './plan-stream.js';
import { sqlTypesOf } from './sql-types-of.js';

/** The units of what the streams of a pipeline send out. */
export const unitsOf =
  ({ shown }: Pick<PipelinePlan, 'shown'>): UnitOf =>
  (stream, field) =>
    shown.get(stream)?.known[field]?.unit;

/** What is known of the alerts of a pipeline, by the stream that they are of. */
export const alertsOf = ({ streams }: Pick<PipelinePlan, 'streams'>): AlertOf => {
  const facts = new Map(
    streams.flatMap(({ as, alert }) => (alert === undefined ? [] : [[`${as}/${alert.name}`, alert.facts]])),
  );
  return (stream, alert) => facts.get(`${stream}/${alert}`);
};

/** Whether transitions of an alert can come out of a stream: of its own, or by way of streams that read it. */
const hasAlertIn = ({
  streams,
}: Pick<PipelinePlan, 'streams'>): ((stream: string, alert: string) => boolean) => {
  const byName = new Map<unknown, PlannedStream>(streams.map((one) => [one.name, one]));
  const says = ({ alert, from }: PlannedStream, name: string): boolean =>
    alert === undefined
      ? [from ?? []].flat().some((input) => {
          const one = byName.get(input);
          return one !== undefined && says(one, name);
        })
      : alert.name === name;
  return (stream, alert) => streams.some((one) => (one.as ?? one.name) === stream && says(one, alert));
};

/** What the plan itself tells. */
type Told = ('zone' | 'zoneOf' | 'unitOf' | 'alertOf' | 'hasAlert' | 'nameOf') | ('tables' | 'sqlTypeOf');

/**
 * Makes of a plan what can be run; nothing is opened yet. `replace` takes the place of the sources: a test brings its own rows.
 */
export const buildPipeline = (
  plan: PipelinePlan,
  parts: Parts,
  context: Omit<BuildContext, Told> & Pick<SourceContext, 'onExchange'>,
  replace?: Source<Row>,
  sinkFor: (sink: PlannedSink, build: () => Sink) => Sink = (_, build) => build(),
): PipelineSpec<Row> => {
  const building: BuildContext = {
    ...context,
    zone: plan.zone,
    zoneOf: (stream) => plan.zones.get(stream) ?? plan.zone,
    unitOf: unitsOf(plan),
    alertOf: alertsOf(plan),
    hasAlert: hasAlertIn(plan),
    nameOf: (written) => rowName(plan.rows, written),
    tables: plan.tables,
    sqlTypeOf: sqlTypesOf(plan),
  };
  const made = new Map<string, Sink<never>>();
  const buffers = new Map<Sink<never>, SinkBuffer>();
  const sinksOf = (planned: readonly PlannedSink[]): Sink<never>[] =>
    planned.map((sink) => {
      const known = made.get(sink.identity);
      if (known !== undefined) return known;
      let own: Sink | undefined;
      const built = sinkFor(sink, () => {
        own = sink.part.build(sink.settings, { ...building, name: sink.name });
        return own;
      });
      made.set(sink.identity, built);
      // What stands in for a sink has nothing to wait for.
      if (sink.buffer !== undefined && built === own) buffers.set(built, sink.buffer);
      return built;
    });
  const read = replace ?? joinedSource(plan, parts, building);
  const { clock, warn } = context;
  const source =
    plan.lookups.length === 0
      ? read
      : lookedUp(
          read,
          plan.lookups.map(({ from, key, columns }) => ({ key, columns, path: from, clock, warn })),
        );
  let builder = pipeline(plan.name).from(source).time(plan.time);
  for (const { name, operators, sinks, from, as, serves } of plan.streams) {
    // Nobody asks rows that a test brings what has become of them.
    if (serves === true && replace !== undefined) continue;
    builder = builder.stream(name, operators, sinksOf(sinks), {
      ...(from !== undefined && { from }),
      ...(as !== undefined && { as }),
    });
  }
  builder = builder.rejectedTo(...sinksOf(plan.rejected)).deadLettersTo(...sinksOf(plan.deadLetters));
  for (const [sink, buffer] of buffers) builder = builder.buffer(sink, buffer);
  return builder.spec();
};

const joinedSource = (plan: PipelinePlan, parts: Parts, context: BuildContext): Source<Row> => {
  const built = plan.sources.map((planned) => ({
    name: planned.name,
    aliases: planned.aliases,
    source: sourceOf(planned, plan, parts, context),
  }));
  const [only] = built;
  return only !== undefined && built.length === 1 ? only.source : fanIn(built);
};

const sourceOf = (
  { part, settings, tag }: PlannedSource,
  { name: pipeline, timeSettings, needs, history }: PipelinePlan,
  parts: Parts,
  context: BuildContext,
): Source<Row> => {
  const read = { time: timeSettings, fields: needs, history };
  const source = part.build(settings, { ...context, ...read, parts, pipeline });
  return tag === undefined ? source : tagged(source, tag);
};
