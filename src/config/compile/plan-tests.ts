import { parseRate } from '../../operators/time/rate.js';
import type { Path } from '../diagnostic.js';
import type { RowFields } from '../parts/part.js';
import type { PipelineSettings } from '../settings/pipeline-settings.js';
import type { FeedSettings, Invariant, NamedTest } from '../settings/test-settings.js';
import { parseExpectation, TRANSITION_FIELDS, WHEN } from '../testing/expectation.js';
import type { Fields } from '../testing/row-maker.js';
import { ownTime } from '../testing/rows-feed.js';
import { keyOf, type Subject, subjectsNamed } from '../testing/subject.js';
import { rowName } from './field-names.js';
import { keyFields } from './in-row-names.js';
import { planCondition } from './plan-expression.js';
import type { Planner } from './planner.js';

/** What tests are checked against. */
export interface TestsGround {
  /** Fields of the rows of each stream. */
  readonly fields: ReadonlyMap<string, RowFields>;
  /** Fields of the source's rows. */
  readonly source: RowFields;
}

const STATES: readonly unknown[] = ['firing', 'ok', 'no_data'];
/** What rows of windows may have besides the fields of their stream. */
const WINDOW_FIELDS = ['time', 'start', 'end', 'partial', 'early', 'windows', 'share'];

/** Checks the tests of a pipeline against its rows, streams and alerts, without running them. */
export const planTests = (
  planner: Planner,
  path: Path,
  settings: PipelineSettings,
  ground: TestsGround,
): void => {
  for (const [i, one] of (settings.tests ?? []).entries()) {
    const at = [...path, i];
    if ('invariant' in one) planInvariant(planner, at, one, ground);
    else {
      for (const [j, feed] of one.feed.entries())
        planFeed(planner, [...at, 'feed', j], feed, settings, ground.source);
      planExpectations(planner, [...at, 'expect'], one, settings, ground);
    }
  }
};

const planInvariant = (planner: Planner, path: Path, one: Invariant, { fields }: TestsGround): void => {
  const rows = fields.get(one.on);
  if (rows === undefined)
    planner.reportUnknown('unknown-name', [...path, 'on'], 'stream', one.on, [...fields.keys()]);
  else planCondition(planner, [...path, 'invariant'], one.invariant, rows);
};

const planFeed = (
  planner: Planner,
  path: Path,
  feed: FeedSettings,
  { time = {} }: PipelineSettings,
  source: RowFields,
): void => {
  if ('rate' in feed) {
    planner.attempt([...path, 'rate'], () => parseRate(feed.rate), { code: 'bad-value' });
    planRow(planner, [...path, 'row'], feed.row ?? {}, source, undefined);
    return;
  }
  if ('file' in feed) return;
  const timeOf = planner.attempt([...path, 'rows'], () => ownTime(time));
  for (const [i, row] of feed.rows.entries()) {
    const at = [...path, 'rows', i];
    planRow(planner, at, row, source, time.field);
    if (Number.isNaN(timeOf?.(row)))
      planner.report('bad-value', at, 'The time of this row cannot be read.', {
        suggestion: 'write it as 2026-01-01T00:00:00Z or in epoch milliseconds',
      });
  }
};

/** Fields that rows do not have, and values that no such row has. */
const planRow = (
  planner: Planner,
  path: Path,
  row: Fields,
  fields: RowFields,
  timeField: string | undefined,
): void => {
  const { known, open } = fields;
  const isRate = path.at(-1) === 'row';
  for (const [written, value] of Object.entries(row)) {
    const at = [...path, written];
    const name = rowName(fields, written);
    if (name === '__proto__' || (name === 'time' && isRate)) {
      planner.report('unknown-field', at, `A row of a feed has no field ${name} of its own.`, {
        part: 'key',
      });
      continue;
    }
    if (name === 'time' || (timeField !== undefined && name === rowName(fields, timeField))) continue;
    if (!open && !Object.hasOwn(known, name)) {
      planner.reportUnknownField('unknown-field', at, written, fields, { part: 'key' });
      continue;
    }
    const type = Object.hasOwn(known, name) ? known[name]?.type : undefined;
    const values: readonly unknown[] = isRate && Array.isArray(value) ? value : [value];
    if (values.length === 0)
      planner.report('bad-value', at, 'This list is empty: there is no value to take.');
    if (type !== 'number' && type !== 'string') continue;
    const odd = values.find((one) => one !== null && typeof one !== type);
    if (odd !== undefined) {
      const wanted = type === 'number' ? 'a number' : 'a text';
      planner.report('wrong-type', at, `${name} is ${wanted} in rows of this source, or null.`);
    }
  }
};

const planExpectations = (
  planner: Planner,
  path: Path,
  { expect }: NamedTest,
  { streams }: PipelineSettings,
  { fields }: TestsGround,
): void => {
  const alerts = Object.values(streams ?? {}).flatMap((stream) => Object.keys(stream?.alerts ?? {}));
  for (const [name, list] of Object.entries(expect)) {
    const at = [...path, name];
    const [subject, another] = subjectsNamed(streams, name);
    if (subject === undefined) {
      const known = [...new Set([...alerts, ...fields.keys()])];
      planner.reportUnknown('unknown-name', at, 'alert or stream', name, known, { part: 'key' });
      continue;
    }
    if (another !== undefined && subject.kind === 'alert') {
      planner.report('contradiction', at, `Several streams have an alert "${name}".`, {
        part: 'key',
        suggestion: `write ${subject.stream}/${name}`,
      });
      continue;
    }
    const known = fieldsOf(subject, streams, fields);
    const rows =
      subject.kind === 'alert' ? keyFields(keyOf(streams, subject.stream)) : fields.get(subject.stream);
    for (const [i, written] of list.entries()) {
      const here = [...at, i];
      planner.attempt(here, () => parseExpectation(written), { code: 'bad-value' });
      for (const field of Object.keys(written)) {
        if (known === undefined || known.includes(rows === undefined ? field : rowName(rows, field)))
          continue;
        planner.reportUnknown('unknown-field', [...here, field], 'field', field, known, { part: 'key' });
      }
      if (subject.kind === 'alert' && 'state' in written && !STATES.includes(written.state))
        planner.report('bad-value', [...here, 'state'], 'The states are firing, ok and no_data.');
    }
  }
};

/** The names that an expectation may have; undefined where any may be right. */
const fieldsOf = (
  subject: Subject,
  streams: PipelineSettings['streams'],
  fields: TestsGround['fields'],
): readonly string[] | undefined => {
  if (subject.kind === 'alert') return [...WHEN, ...TRANSITION_FIELDS, ...keyOf(streams, subject.stream)];
  const rows = fields.get(subject.stream);
  if (rows === undefined || rows.open) return undefined;
  return [...WHEN, ...Object.keys(rows.known), ...WINDOW_FIELDS];
};
