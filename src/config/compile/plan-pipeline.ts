import { dirname } from 'node:path';
import type { PostgresTable } from '../../io/sinks/postgres/postgres-table.js';
import { toMilliseconds } from '../../operators/time/duration.js';
import type { EventTimeOptions } from '../../operators/time/event-time.js';
import type { StreamReads } from '../../pipelines/silence/stream-reads.js';
import type { Path } from '../diagnostic.js';
import type { RowFields, ServedStreams, SourcePart, TimeSettings } from '../parts/part.js';
import type { PipelineSettings } from '../settings/pipeline-settings.js';
import { streamsInRowNames, testsInRowNames } from './in-row-names.js';
import { REJECTED_FIELDS } from './plan-input.js';
import type { PlannedLookup } from './plan-lookups.js';
import type { PlannedRoute } from './plan-notify.js';
import { planRows } from './plan-rows.js';
import { type NamedSinks, objection, type PlannedSink, planSinks } from './plan-sinks.js';
import { type PlannedSource, planSources } from './plan-source.js';
import { type PlannedStream, planStream, type StreamPlan } from './plan-stream.js';
import { planTests } from './plan-tests.js';
import type { Planner } from './planner.js';
import { withRequestFields } from './request-fields.js';
import { streamsInOrder } from './streams-in-order.js';

/** A pipeline that is checked and can be built. */
export interface PipelinePlan {
  readonly name: string;
  readonly settings: PipelineSettings;
  readonly sources: readonly PlannedSource[];
  readonly time: EventTimeOptions;
  readonly timeSettings: TimeSettings;
  readonly zone: string;
  /** Of each stream, the zone in which its times are shown. */
  readonly zones: ReadonlyMap<string, string>;
  /** What its rows get from tables, before anything else happens to them. */
  readonly lookups: readonly PlannedLookup[];
  readonly streams: readonly PlannedStream[];
  readonly rejected: readonly PlannedSink[];
  readonly deadLetters: readonly PlannedSink[];
  /** What the alerts read of the source's rows. */
  readonly reads: readonly StreamReads[];
  /** Fields of the source's rows that somebody reads. */
  readonly needs: readonly string[] | 'all';
  /** Where a database keeps its rows, where its ready-made pipeline says that. */
  readonly tables: readonly PostgresTable[] | undefined;
  /** How far back the longest window reaches, lateness included, in milliseconds. */
  readonly history: number;
  /** Fields of the pipeline's rows, and of those of each stream. */
  readonly rows: RowFields;
  readonly fields: ReadonlyMap<string, RowFields>;
  /** Fields of the rows of each stream as they go out. */
  readonly shown: ReadonlyMap<string, RowFields>;
  /** Fields that the config calls otherwise than rows do, and what rows call them. */
  readonly renamed: ReadonlyMap<string, string>;
}

/** Every sink that something of a pipeline goes to; one that is named several times comes several times. */
export const sinksOf = ({
  streams,
  rejected,
  deadLetters,
}: Pick<PipelinePlan, 'streams' | 'rejected' | 'deadLetters'>): readonly PlannedSink[] => [
  ...streams.flatMap(({ sinks }) => sinks),
  ...rejected,
  ...deadLetters,
];

export interface PipelineGround {
  readonly sinks: NamedSinks;
  readonly notify: readonly PlannedRoute[] | undefined;
  /** The source of the ready-made pipeline that is used, where it has one of its own. */
  readonly own: SourcePart<never> | undefined;
}

/** The stream of the builder that has the pipeline's rows, where they are not those of the source. */
const ROOT = 'rows';
const TAKEN: ReadonlySet<string> = new Set(['rows', 'rejected', 'health', 'dead_letters']);
const LATENESS = 60_000;

export const planPipeline = (
  planner: Planner,
  path: Path,
  name: string,
  settings: PipelineSettings,
  ground: PipelineGround,
): PipelinePlan => {
  const { time = {} } = settings;
  planner.renamed.clear();
  const { field, format, zone = 'UTC', stamp } = time;
  const { requests } = settings;
  const timeSettings = { field, format, zone: time.zone, stamp, requests };
  const isEmpty = isNothing(planner, path, settings);
  const { sources, fields: given } = planSources(
    planner,
    [...path, 'source'],
    settings.source,
    ground.own,
    timeSettings,
  );
  const source = requests === true ? withRequestFields(given) : given;
  const prepared = planRows(planner, path, settings, source);
  const served = planServed(planner, [...path, 'source'], sources);
  const operators = [...served.rows, ...prepared.operators];
  const root = operators.length > 0 ? ROOT : undefined;
  const needs = new Set<string>(prepared.needs);
  let all = false;
  const streams: PlannedStream[] = served.streams.map((one) => ({ ...one, sinks: [], serves: true }));
  if (root !== undefined) streams.push({ name: ROOT, operators, sinks: [] });
  const taken = new Set([...TAKEN, ...streams.map((one) => one.name)]);
  const before = new Map<string, StreamPlan>();
  let history = 0;

  for (const [streamName, stream] of streamsInOrder(planner, [...path, 'streams'], settings)) {
    const at = [...path, 'streams', streamName];
    if (taken.has(streamName)) {
      planner.report(
        'bad-value',
        at,
        `"${streamName}" means something else already; a stream needs another name.`,
        { part: 'key', suggestion: 'give it another name' },
      );
      planner.leaveOut(at, stream);
      continue;
    }
    const planned = planStream(planner, at, streamName, stream, {
      rows: prepared.fields,
      before,
      sinks: ground.sinks,
      notify: ground.notify,
      zone,
      root,
    });
    before.set(streamName, planned);
    streams.push(...planned.streams);
    if (planned.needs === 'all') all = true;
    else for (const need of planned.needs) if (!prepared.derived.has(need)) needs.add(need);
    history = Math.max(history, planned.history);
  }
  if (
    before.size === 0 &&
    served.streams.length === 0 &&
    !isEmpty &&
    !planner.isLeftOut([...path, 'streams'])
  ) {
    planner.report('missing-key', path, 'A pipeline needs streams: what is to be computed, by name.', {
      part: 'key',
      suggestion: 'write streams: { traffic: { window: 10s, measure: { hits: count() }, to: [stdout] } }',
    });
  }
  const fields = new Map([...before].map(([streamName, plan]) => [streamName, plan.fields]));
  const keys = new Map([...before].map(([streamName, plan]) => [streamName, plan.by]));
  const shown = new Map([...before].map(([streamName, plan]) => [streamName, plan.shown]));
  const named = {
    ...settings,
    ...(settings.streams && { streams: streamsInRowNames(settings.streams, keys) }),
  };
  planTests(planner, [...path, 'tests'], named, { fields, source });
  const usual = sources[0]?.part.time ?? {};
  const lateness = time.lateness ?? toMilliseconds(usual.lateness ?? LATENESS);
  const rejected = planSinks(planner, [...path, 'rejected'], settings.rejected, ground.sinks);
  const deadLetters = planSinks(planner, [...path, 'dead_letters'], settings.dead_letters, ground.sinks);
  const { tables } = planner.parts.uses.find((one) => one.name === settings.use) ?? {};
  objectToSinks(planner, sinksOf({ streams, rejected, deadLetters }), tables);
  return {
    name,
    settings: { ...named, tests: testsInRowNames(named, source, shown, dirname(planner.document.file)) },
    sources,
    time: {
      ...usual,
      lateness,
      ...(time.idle !== undefined && { idle: time.idle }),
      ...(time.ahead !== undefined && { ahead: time.ahead }),
    },
    timeSettings,
    zone,
    zones: new Map([...before].map(([stream, planned]) => [stream, planned.zone])),
    lookups: prepared.lookups,
    streams,
    rejected,
    deadLetters,
    tables,
    reads: streams
      .flatMap(({ reads }) => reads ?? [])
      .map((reads) => ({
        ...reads,
        groups: reads.groups.map((group) => ({
          ...group,
          fields: group.fields.filter((field) => !prepared.derived.has(field)),
        })),
      })),
    needs: all ? 'all' : [...needs],
    history: history + lateness,
    rows: prepared.fields,
    fields: new Map([...fields, ['rejected', REJECTED_FIELDS]]),
    shown,
    renamed: new Map(planner.renamed),
  };
};

/** What outputs have against this pipeline; of one that stands in several places it is said once. */
const objectToSinks = (
  planner: Planner,
  sinks: readonly PlannedSink[],
  tables: readonly PostgresTable[] | undefined,
): void => {
  for (const { part, settings, path } of new Map(sinks.map((sink) => [sink.identity, sink])).values())
    for (const [key, message] of part.objectionsIn?.(settings, tables) ?? [])
      objection(planner, [...path, key], message);
};

/** What the source needs for itself, where it answers questions about its rows. */
const planServed = (planner: Planner, path: Path, sources: readonly PlannedSource[]): ServedStreams => {
  const all = sources.flatMap(({ part, settings }) => part.serves?.(settings) ?? []);
  if (all.length > 0 && sources.length > 1) {
    const { name } = sources.find(({ part }) => part.serves !== undefined)?.part ?? { name: '' };
    planner.report('contradiction', path, `The source ${name} cannot be one of several.`, {
      suggestion: 'give it a pipeline of its own',
    });
  }
  return all[0] ?? { streams: [], rows: [] };
};

/** A pipeline that has neither rows nor streams: one thing is wrong with it, not two. */
const isNothing = (
  planner: Planner,
  path: Path,
  { use, source, streams = {} }: PipelineSettings,
): boolean => {
  const missing = source === undefined && Object.keys(streams).length === 0 && use === undefined;
  if (!missing || planner.isLeftOut([...path, 'source']) || planner.isLeftOut([...path, 'streams']))
    return false;
  planner.report(
    'missing-key',
    path,
    'This pipeline is empty: it needs a source and streams, or a ready-made pipeline.',
    {
      part: 'key',
      suggestion: 'write use: access-log',
    },
  );
  planner.leaveOut([...path, 'source'], undefined);
  return true;
};
