import type { Operator } from '../../../operators/operator.js';
import { rejectedRows } from '../../../operators/rejected-rows.js';
import { share } from '../../../operators/share.js';
import { top } from '../../../operators/top.js';
import { where } from '../../../operators/where.js';
import { WindowRow } from '../../../operators/window-row.js';
import { REJECTED } from '../../pipeline.js';
import type { Path } from '../diagnostic.js';
import type { Expression } from '../expression/expression.js';
import type { RowFields } from '../parts/part.js';
import type { StreamSettings } from '../settings/stream-settings.js';
import { planAlert } from './plan-alert.js';
import { planCondition } from './plan-expression.js';
import { type PlannedMeasures, planMeasures } from './plan-measures.js';
import { type NamedSinks, type PlannedSink, planSinks, stdoutOf } from './plan-sinks.js';
import { planWindow } from './plan-window.js';
import type { Planner } from './planner.js';

/** A stream of the builder, its sinks not made yet. */
export interface PlannedStream {
  readonly name: string;
  readonly from?: string | typeof REJECTED;
  readonly as?: string;
  readonly operators: readonly Operator<never, unknown>[];
  readonly sinks: readonly PlannedSink[];
}

export interface StreamPlan {
  readonly streams: readonly PlannedStream[];
  /** Fields of its rows, for streams that take them. */
  readonly fields: RowFields;
  /** Fields of the pipeline's rows that it reads. */
  readonly needs: readonly string[] | 'all';
  readonly history: number;
  readonly isWindowed: boolean;
}

/** What a stream is planned in. */
export interface StreamGround {
  readonly rows: RowFields;
  /** The streams before it that rows may be taken from. */
  readonly before: ReadonlyMap<string, StreamPlan>;
  readonly sinks: NamedSinks;
  /** Where transitions go that do not say. */
  readonly notify: readonly PlannedSink[] | undefined;
  readonly zone: string;
  /** The name of the stream of the builder that has the pipeline's rows; undefined where that is the source itself. */
  readonly root: string | undefined;
}

/** The fields of rows of rejected inputs. */
export const REJECTED_FIELDS: RowFields = {
  open: false,
  known: {
    time: { type: 'number' },
    reason: { type: 'string' },
    partition: { type: 'string' },
    offset: { type: 'number' },
    raw: { type: 'string' },
    detail: { type: 'string' },
    event_time: { type: 'number' },
  },
};

/** A condition that turns away rows on which an expression fails, so that what follows need not. */
const guard = (risky: readonly ((row: object) => unknown)[]): Operator<never, unknown>[] =>
  risky.length === 0
    ? []
    : [
        where<object>((row) => {
          for (const read of risky) read(row);
          return true;
        }) as Operator<never, unknown>,
      ];

export const planStream = (
  planner: Planner,
  path: Path,
  name: string,
  settings: StreamSettings,
  ground: StreamGround,
): StreamPlan => {
  const input = inputOf(planner, path, settings, ground);
  const operators: Operator<never, unknown>[] = input.from === REJECTED ? [rejectedRows()] : [];
  const needs: string[] = [];
  const note = ({ fields }: Pick<Expression, 'fields'>): void => {
    needs.push(...fields.map((use) => use.name));
  };
  if (settings.where !== undefined) {
    const condition = planCondition(planner, [...path, 'where'], settings.where, input.fields);
    if (condition !== undefined) {
      note(condition.expression);
      operators.push(where(condition.holds) as Operator<never, unknown>);
    }
  }
  const by = planKey(planner, path, settings, input.fields);
  needs.push(...by);
  const measures = planMeasures(planner, [...path, 'measure'], settings.measure ?? {}, input.fields);
  for (const { fields } of measures.values()) needs.push(...fields);
  operators.push(...guard([...measures.values()].flatMap(({ risky }) => risky)));
  checkWithoutWindow(planner, path, settings);
  const window = planWindow(planner, path, settings, measures, input.fields);
  if (window !== undefined) operators.push(window.operator);
  const isWindowed = settings.window !== undefined;
  // Where the window could not be made, what its rows would have is still known well enough.
  const fields = window?.fields ?? (isWindowed ? { known: input.fields.known, open: true } : input.fields);

  const sinks = planSinks(planner, [...path, 'to'], settings.to, ground.sinks);
  const output = planOutput(planner, path, settings, fields, measures);
  const plain = output.length === 0;
  const streams: PlannedStream[] = [
    { name, ...(input.from !== undefined && { from: input.from }), operators, sinks: plain ? sinks : [] },
  ];
  if (!plain && sinks.length > 0)
    streams.push({ name: `${name}/to`, from: name, as: name, operators: output, sinks });

  for (const [alertName, alertSettings] of Object.entries(settings.alerts ?? {})) {
    const at = [...path, 'alerts', alertName];
    const planned = planAlert(planner, at, alertName, alertSettings, {
      fields,
      by,
      keys: settings.keys,
      maxKeys: settings.max_keys,
      isWindowed,
      isEven: window?.isEven ?? isWindowed,
      zone: ground.zone,
    });
    const own = planSinks(planner, [...at, 'notify'], alertSettings.notify, ground.sinks);
    const told = alertSettings.notify === undefined ? (ground.notify ?? stdoutSinks(planner, at)) : own;
    if (planned === undefined) continue;
    if (!isWindowed) needs.push(...planned.fields);
    streams.push({
      name: `${name}/${alertName}`,
      from: name,
      as: name,
      operators: [...guard(planned.risky), planned.operator],
      sinks: told,
    });
  }
  const sendsRows = !isWindowed && sinks.length > 0 && settings.from === undefined;
  return {
    streams,
    fields,
    needs: sendsRows ? 'all' : input.own ? needs : [],
    history: window?.history ?? 0,
    isWindowed,
  };
};

const stdoutSinks = (planner: Planner, path: Path): readonly PlannedSink[] => {
  const sink = stdoutOf(planner, path);
  return sink === undefined ? [] : [sink];
};

interface Input {
  readonly from: PlannedStream['from'];
  readonly fields: RowFields;
  /** Whether its rows are the pipeline's own. */
  readonly own: boolean;
}

const inputOf = (
  planner: Planner,
  path: Path,
  { from = 'rows' }: StreamSettings,
  ground: StreamGround,
): Input => {
  if (from === 'rows') return { from: ground.root, fields: ground.rows, own: true };
  if (from === 'rejected') return { from: REJECTED, fields: REJECTED_FIELDS, own: false };
  const at = [...path, 'from'];
  const open = { from: undefined, fields: { known: {}, open: true }, own: false };
  if (from === 'health') {
    planner.report('not-built', at, 'Streams of health rows are not built yet.');
    return open;
  }
  const other = ground.before.get(from);
  if (other !== undefined) return { from, fields: other.fields, own: false };
  planner.reportUnknown('unknown-name', at, 'stream before this one called', from, [
    ...ground.before.keys(),
    'rows',
    'rejected',
  ]);
  return open;
};

const planKey = (
  planner: Planner,
  path: Path,
  settings: StreamSettings,
  fields: RowFields,
): readonly string[] => {
  const { by, keys } = settings;
  const names = by === undefined ? [] : [by].flat();
  for (const [i, name] of names.entries()) {
    if (fields.open || Object.hasOwn(fields.known, name)) continue;
    const at = Array.isArray(by) ? [...path, 'by', i] : [...path, 'by'];
    planner.reportUnknown('unknown-field', at, 'field', name, Object.keys(fields.known));
  }
  if (keys !== undefined) {
    if (names.length === 0)
      planner.report('contradiction', [...path, 'keys'], 'keys needs by: without it there are no keys.');
    for (const [i, key] of keys.entries()) {
      const parts = Array.isArray(key) ? key.length : 1;
      if (names.length > 0 && parts !== names.length) {
        planner.report(
          'contradiction',
          [...path, 'keys', i],
          `A key has ${names.length} ${names.length === 1 ? 'part' : 'parts'} here, as by has, and not ${parts}.`,
        );
      }
    }
  }
  if (settings.max_keys !== undefined && names.length === 0) {
    planner.report(
      'contradiction',
      [...path, 'max_keys'],
      'max_keys needs by: without it there are no keys.',
    );
  }
  return names;
};

const checkWithoutWindow = (planner: Planner, path: Path, settings: StreamSettings): void => {
  if (settings.window !== undefined) {
    if (settings.measure === undefined) {
      planner.report('missing-key', path, 'Windows need something to measure.', {
        part: 'key',
        suggestion: 'write measure: { hits: count() }',
      });
    }
    return;
  }
  for (const key of ['measure', 'early', 'top'] as const) {
    if (settings[key] === undefined) continue;
    planner.report('contradiction', [...path, key], `${key} needs a window.`, {
      part: 'key',
      suggestion: 'write window: 10s beside it',
    });
  }
};

/** What rows pass on their way to `to`: having, then the greatest of each window. */
const planOutput = (
  planner: Planner,
  path: Path,
  settings: StreamSettings,
  fields: RowFields,
  measures: PlannedMeasures,
): readonly Operator<never, unknown>[] => {
  const operators: Operator<never, unknown>[] = [];
  if (settings.having !== undefined) {
    const condition = planCondition(planner, [...path, 'having'], settings.having, fields);
    // A run of empty windows has no measures to fail on: it is let through where they may be null.
    if (condition !== undefined) operators.push(where(condition.holds) as Operator<never, unknown>);
  }
  if (settings.top === undefined || settings.window === undefined) return operators;
  const { n, by, per } = settings.top;
  const ranked = measures.get(by);
  if (ranked === undefined) {
    planner.reportUnknown('unknown-name', [...path, 'top', 'by'], 'measure', by, [...measures.keys()]);
  }
  const groups = per === undefined ? [] : [per].flat();
  const key = settings.by === undefined ? [] : [settings.by].flat();
  for (const name of groups) {
    if (!key.includes(name))
      planner.reportUnknown('unknown-field', [...path, 'top', 'per'], 'field of by called', name, key);
  }
  if (key.length === 0) {
    planner.report('contradiction', [...path, 'top'], 'top needs by: without keys a window has one row.', {
      part: 'key',
    });
  }
  // Parts of a whole, where the measure has one and nothing else is called so.
  const hasShare =
    ranked?.additive === true && !measures.has('share') && !key.includes('share') && groups.length === 0;
  if (hasShare)
    operators.push(share<Ranked, 'share'>({ of: by as never, as: 'share' }) as Operator<never, unknown>);
  // A key without rows in this window is news for an alert, not for a ranking.
  operators.push(where((row: object) => WindowRow.originOf(row)?.empty !== true) as Operator<never, unknown>);
  operators.push(top<Ranked>({ by: by as never, n, per: groups as never }) as Operator<never, unknown>);
  return operators;
};

interface Ranked {
  readonly time: number;
}
