import type { Operator } from '../../operators/operator.js';
import { rejectedRows } from '../../operators/rejected-rows.js';
import { where } from '../../operators/where.js';
import { REJECTED, type StreamSpec } from '../../pipelines/pipeline.js';
import type { StreamReads } from '../../pipelines/silence/stream-reads.js';
import type { AlertFacts } from '../../pipelines/text/alert-words.js';
import type { Path } from '../diagnostic.js';
import type { Expression } from '../expression/expression.js';
import type { RowFields } from '../parts/part.js';
import type { StreamSettings } from '../settings/stream-settings.js';
import type { PlannedMeasures } from './measure-makers.js';
import { planAlert } from './plan-alert.js';
import { planCondition, whereOf } from './plan-expression.js';
import { type InputGround, planInput } from './plan-input.js';
import { planKey } from './plan-key.js';
import { planMeasures } from './plan-measures.js';
import { type PlannedRoute, planNotify, routesOf } from './plan-notify.js';
import { planOutput } from './plan-output.js';
import { alertReadsOf, type ReadsGround, streamReadsOf } from './plan-reads.js';
import { type NamedSinks, type PlannedSink, planSinks, stdoutOf } from './plan-sinks.js';
import { planWindow, zoneOfWindow } from './plan-window.js';
import type { Planner } from './planner.js';

/** A stream of the builder, its sinks not made yet. */
export interface PlannedStream {
  readonly name: string;
  readonly from?: StreamSpec['from'];
  readonly as?: string;
  readonly operators: readonly Operator<never, unknown>[];
  readonly sinks: readonly PlannedSink[];
  /** Of the source itself, which answers questions about its rows from what this stream has. */
  readonly serves?: true;
  /** Set on those that judge rows of the source: what they depend on. */
  readonly reads?: StreamReads;
  /** Set on those that judge: what people are told of an alert besides its transitions. */
  readonly alert?: {
    readonly name: string;
    readonly facts: AlertFacts;
    /** Fields of the rows that its transitions have: of their key, and of what their messages are made of. */
    readonly carries: readonly string[];
  };
}

export interface StreamPlan {
  readonly streams: readonly PlannedStream[];
  /** Fields of its rows, for streams that take them. */
  readonly fields: RowFields;
  /** Fields of its rows as they go out. */
  readonly shown: RowFields;
  /** Fields that make its key. */
  readonly by: readonly string[];
  /** Fields of the pipeline's rows that it reads. */
  readonly needs: readonly string[] | 'all';
  readonly history: number;
  readonly isWindowed: boolean;
  /** In which its times are shown: that of its windows, or of those that its rows come from, or that of the pipeline. */
  readonly zone: string;
}

/** What a stream is planned in. */
export interface StreamGround extends InputGround {
  /** The streams before it that rows may be taken from. */
  readonly before: ReadonlyMap<string, StreamPlan>;
  readonly sinks: NamedSinks;
  /** Where transitions go that do not say. */
  readonly notify: readonly PlannedRoute[] | undefined;
  readonly zone: string;
}

/** The stream of the builder that has what goes out of one of the config, after `having` and `top`. No alert is called so. */
export const outputName = (stream: string): string => `${stream}/(to)`;

/** Makes of one stream of the config those of the builder: its rows, its output, and one for each alert. */
export const planStream = (
  planner: Planner,
  path: Path,
  name: string,
  settings: StreamSettings,
  ground: StreamGround,
): StreamPlan => {
  const input = planInput(planner, path, settings, ground);
  const operators: Operator<never, unknown>[] = input.from === REJECTED ? [rejectedRows()] : [];
  const needs: string[] = [];
  let filter: ReadsGround['where'];
  const note = ({ fields }: Pick<Expression, 'fields'>): void => {
    needs.push(...fields.map((use) => use.name));
  };
  if (settings.where !== undefined) {
    const condition = planCondition(planner, [...path, 'where'], settings.where, input.fields);
    if (condition !== undefined) {
      note(condition.expression);
      const names = condition.expression.fields.map((use) => use.name);
      filter = { text: settings.where, fields: names };
      operators.push(whereOf('where', condition));
    }
  }
  const key = planKey(planner, path, settings, input.fields);
  const by = key.names;
  needs.push(...by);
  const measures = planMeasures(
    planner,
    [...path, 'measure'],
    settings.measure ?? {},
    input.fields,
    by.filter((field) => Object.hasOwn(input.fields.known, field)),
  );
  for (const { fields } of measures.values()) needs.push(...fields);
  checkWindow(planner, path, settings);
  const window = key.isSound ? planWindow(planner, path, settings, key, measures, input.fields) : undefined;
  if (window !== undefined) operators.push(window.operator);
  const isWindowed = settings.window !== undefined;
  // Where the window could not be made, what its rows would have is still known well enough.
  const fields = window?.fields ?? (isWindowed ? fieldsWithout(input.fields, measures) : input.fields);

  const zone = zoneOfWindow(settings.window) ?? ground.before.get(settings.from ?? '')?.zone ?? ground.zone;
  const sinks = planSinks(planner, [...path, 'to'], settings.to, ground.sinks);
  const output = planOutput(planner, path, settings, fields, by, measures);
  const plain = output.operators.length === 0;
  const readsGround = { measures, texts: settings.measure ?? {}, where: filter, isWindowed };
  const isKnown = (field: string): boolean => Object.hasOwn(input.fields.known, field);
  const judges = Object.values(settings.alerts ?? {}).length > 0;
  const ownReads = input.own && !judges ? streamReadsOf(name, by, isKnown, readsGround) : undefined;
  const streams: PlannedStream[] = [
    {
      name,
      ...(input.from !== undefined && { from: input.from }),
      operators,
      ...(ownReads !== undefined && { reads: ownReads }),
      sinks: plain ? sinks : [],
    },
  ];
  if (!plain && sinks.length > 0)
    streams.push({ name: outputName(name), from: name, as: name, operators: output.operators, sinks });

  for (const [alertName, alertSettings] of Object.entries(settings.alerts ?? {})) {
    const at = [...path, 'alerts', alertName];
    const planned = planAlert(planner, at, alertName, alertSettings, {
      fields,
      input: input.fields,
      by,
      keys: key.known,
      maxKeys: settings.max_keys,
      isWindowed,
      isEven: window?.isEven ?? isWindowed,
      zone: ground.zone,
      shownIn: zone,
    });
    const { notify } = alertSettings;
    const routes =
      notify === undefined
        ? (ground.notify ?? [{ sinks: stdoutSinks(planner, at), severities: undefined, onlyFiring: false }])
        : planNotify(planner, [...at, 'notify'], notify, ground.sinks);
    const { all, firing } = routesOf(routes, alertSettings.severity);
    if (planned === undefined) continue;
    if (!isWindowed) needs.push(...planned.fields);
    const reads = alertReadsOf(name, alertName, alertSettings, planned.judges, readsGround);
    streams.push({
      name: `${name}/${alertName}`,
      from: name,
      as: name,
      operators: [planned.operator],
      ...(input.own && reads !== undefined && { reads }),
      alert: { name: alertName, facts: planned.facts, carries: [...by, ...planned.details] },
      sinks: all,
    });
    if (firing.length === 0) continue;
    streams.push({
      name: `${name}/${alertName}/(firing)`,
      from: `${name}/${alertName}`,
      as: name,
      operators: [where<{ readonly state: unknown }>(({ state }) => state === 'firing')],
      sinks: firing,
    });
  }
  const sendsRows = !isWindowed && sinks.length > 0 && settings.from === undefined;
  return {
    streams,
    fields,
    shown: output.fields,
    by,
    needs: sendsRows ? 'all' : input.own ? needs : [],
    history: window?.history ?? 0,
    isWindowed,
    zone,
  };
};

/** Where the window could not be made: nothing that it might have is a mistake. */
const fieldsWithout = ({ known, names }: RowFields, measures: PlannedMeasures): RowFields => ({
  ...(names !== undefined && { names }),
  known: { ...known, ...Object.fromEntries([...measures].map(([name, { info }]) => [name, info])) },
  open: true,
});

const stdoutSinks = (planner: Planner, path: Path): readonly PlannedSink[] => {
  const sink = stdoutOf(planner, path);
  return sink === undefined ? [] : [sink];
};

/** What a window needs, and what needs a window. */
const checkWindow = (planner: Planner, path: Path, settings: StreamSettings): void => {
  if (settings.window !== undefined) {
    if (settings.measure === undefined && !planner.isLeftOut([...path, 'measure'])) {
      planner.report('missing-key', path, 'Windows need something to measure.', {
        part: 'key',
        suggestion: 'write measure: { hits: count() }',
      });
    }
    return;
  }
  for (const key of ['measure', 'early', 'top'] as const) {
    if (settings[key] === undefined || planner.isLeftOut([...path, 'window'])) continue;
    planner.report('contradiction', [...path, key], `${key} needs a window.`, {
      part: 'key',
      suggestion: 'write window: 10s beside it',
    });
  }
};
