import { derive } from '../../../operators/derive.js';
import type { EventTimeOptions } from '../../../operators/event-time.js';
import type { Operator } from '../../../operators/operator.js';
import { where } from '../../../operators/where.js';
import type { Path } from '../diagnostic.js';
import type { FieldInfo, RowFields, SourcePart, TimeSettings } from '../parts/part.js';
import type { PipelineSettings } from '../settings/pipeline-settings.js';
import { planCondition, planExpression } from './plan-expression.js';
import { type NamedSinks, type PlannedSink, planSinks } from './plan-sinks.js';
import { type PlannedSource, planSources } from './plan-source.js';
import { type PlannedStream, planStream, REJECTED_FIELDS, type StreamPlan } from './plan-stream.js';
import { planTests } from './plan-tests.js';
import type { Planner } from './planner.js';

/** A pipeline that is checked and can be built. */
export interface PipelinePlan {
  readonly name: string;
  readonly settings: PipelineSettings;
  readonly sources: readonly PlannedSource[];
  readonly time: EventTimeOptions;
  readonly timeSettings: TimeSettings;
  readonly zone: string;
  readonly streams: readonly PlannedStream[];
  readonly rejected: readonly PlannedSink[];
  readonly deadLetters: readonly PlannedSink[];
  /** Fields of the source's rows that somebody reads. */
  readonly needs: readonly string[] | 'all';
  /** How far back the longest window reaches, lateness included, in milliseconds. */
  readonly history: number;
  /** Fields of the pipeline's rows, and of those of each stream. */
  readonly rows: RowFields;
  readonly fields: ReadonlyMap<string, RowFields>;
}

export interface PipelineGround {
  readonly sinks: NamedSinks;
  readonly notify: readonly PlannedSink[] | undefined;
  /** The source of the ready-made pipeline that is used, where it has one of its own. */
  readonly own: SourcePart<never> | undefined;
}

/** The stream of the builder that has the pipeline's rows, where they are not those of the source. */
const ROOT = 'rows';
const TAKEN: ReadonlySet<string> = new Set(['rows', 'rejected', 'health', 'dead_letters']);
const LATENESS = 2000;

export const planPipeline = (
  planner: Planner,
  path: Path,
  name: string,
  settings: PipelineSettings,
  ground: PipelineGround,
): PipelinePlan => {
  const { time = {} } = settings;
  const { field, format, zone = 'UTC' } = time;
  const timeSettings = { field, format, zone: time.zone };
  const { sources, fields: source } = planSources(
    planner,
    [...path, 'source'],
    settings.source,
    ground.own,
    timeSettings,
  );
  if (field !== undefined && !source.open && !Object.hasOwn(source.known, field)) {
    planner.reportUnknown(
      'unknown-field',
      [...path, 'time', 'field'],
      'field',
      field,
      Object.keys(source.known),
    );
  }
  const prepared = planRows(planner, path, settings, source);
  const root = prepared.operators.length > 0 ? ROOT : undefined;
  const needs = new Set<string>(prepared.needs);
  let all = false;
  const streams: PlannedStream[] =
    root === undefined ? [] : [{ name: ROOT, operators: prepared.operators, sinks: [] }];
  const before = new Map<string, StreamPlan>();
  let history = 0;

  for (const [streamName, stream] of inOrder(planner, [...path, 'streams'], settings)) {
    const at = [...path, 'streams', streamName];
    if (TAKEN.has(streamName)) {
      planner.report(
        'bad-value',
        at,
        `"${streamName}" means something else already; a stream needs another name.`,
        { part: 'key' },
      );
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
    else for (const need of planned.needs) needs.add(need);
    history = Math.max(history, planned.history);
  }
  if (before.size === 0) {
    planner.report('missing-key', path, 'A pipeline needs streams: what is to be computed, by name.', {
      part: 'key',
      suggestion: 'write streams: { traffic: { window: 10s, measure: { hits: count() }, to: [stdout] } }',
    });
  }
  const fields = new Map([...before].map(([streamName, plan]) => [streamName, plan.fields]));
  planTests(planner, [...path, 'tests'], settings, { fields, source });
  const lateness = time.lateness ?? LATENESS;
  return {
    name,
    settings,
    sources,
    time: {
      lateness,
      ...(time.idle !== undefined && { idle: time.idle }),
      ...(time.ahead !== undefined && { ahead: time.ahead }),
    },
    timeSettings,
    zone,
    streams,
    rejected: planSinks(planner, [...path, 'rejected'], settings.rejected, ground.sinks),
    deadLetters: planSinks(planner, [...path, 'dead_letters'], settings.dead_letters, ground.sinks),
    needs: all ? 'all' : [...needs].filter((need) => !prepared.derived.has(need)),
    history: history + lateness,
    rows: prepared.fields,
    fields: new Map([...fields, ['rejected', REJECTED_FIELDS]]),
  };
};

interface PreparedRows {
  readonly operators: readonly Operator<never, unknown>[];
  readonly fields: RowFields;
  readonly needs: readonly string[];
  readonly derived: ReadonlySet<string>;
}

/** What happens to rows before any stream has them: derived fields, then the condition for all. */
const planRows = (
  planner: Planner,
  path: Path,
  settings: PipelineSettings,
  source: RowFields,
): PreparedRows => {
  const operators: Operator<never, unknown>[] = [];
  const needs: string[] = [];
  const derived = new Map<string, (row: object) => unknown>();
  let fields = source;
  for (const [name, text] of Object.entries(settings.derive ?? {})) {
    const at = [...path, 'derive', name];
    if (name === 'time') {
      planner.report(
        'contradiction',
        at,
        'The time of a row cannot be derived; name its field with time.field.',
        { part: 'key' },
      );
      continue;
    }
    const expression = planExpression(planner, at, text, fields);
    const info: FieldInfo = {
      type: expression === undefined || expression.type === 'null' ? 'any' : expression.type,
    };
    fields = { ...fields, known: { ...fields.known, [name]: info } };
    if (expression === undefined) continue;
    needs.push(...expression.fields.map((use) => use.name).filter((use) => !derived.has(use)));
    derived.set(name, expression.evaluate);
  }
  if (derived.size > 0) operators.push(deriveAll(derived));
  if (settings.where !== undefined) {
    const condition = planCondition(planner, [...path, 'where'], settings.where, fields);
    if (condition !== undefined) {
      needs.push(...condition.expression.fields.map((use) => use.name));
      operators.push(where(condition.holds) as Operator<never, unknown>);
    }
  }
  return { operators, fields, needs, derived: new Set(derived.keys()) };
};

/** Later fields may be made of earlier ones. */
const deriveAll = (derived: ReadonlyMap<string, (row: object) => unknown>): Operator<never, unknown> => {
  const all = [...derived];
  const [only] = all;
  if (only !== undefined && all.length === 1) {
    const [name, evaluate] = only;
    return derive((row: object) => ({ [name]: evaluate(row) })) as Operator<never, unknown>;
  }
  return derive((row: object) => {
    const extended: Record<string, unknown> = { ...row };
    const made: Record<string, unknown> = {};
    for (const [name, evaluate] of all) {
      made[name] = evaluate(extended);
      extended[name] = made[name];
    }
    return made;
  }) as Operator<never, unknown>;
};

/** A stream stands behind the one whose rows it takes, wherever it is written. */
const inOrder = (
  planner: Planner,
  path: Path,
  { streams = {} }: PipelineSettings,
): readonly (readonly [string, NonNullable<NonNullable<PipelineSettings['streams']>[string]>])[] => {
  const ordered = new Map<string, NonNullable<(typeof streams)[string]>>();
  const visiting = new Set<string>();
  const visit = (name: string): void => {
    const stream = Object.hasOwn(streams, name) ? streams[name] : undefined;
    if (stream === undefined || stream === null || ordered.has(name)) return;
    if (visiting.has(name)) {
      planner.report(
        'contradiction',
        [...path, name, 'from'],
        'These streams take their rows from each other, in a circle.',
      );
      return;
    }
    visiting.add(name);
    if (stream.from !== undefined) visit(stream.from);
    ordered.set(name, stream);
  };
  for (const name of Object.keys(streams)) visit(name);
  return [...ordered];
};
