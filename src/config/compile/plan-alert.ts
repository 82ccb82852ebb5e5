import type { Row } from '../../io/codecs/fields/row.js';
import { alert } from '../../operators/alert/alert.js';
import type { AlertOptions } from '../../operators/alert/alert-options.js';
import type { Timed } from '../../operators/batch.js';
import type { Operator } from '../../operators/operator.js';
import type { AlertFacts } from '../../pipelines/text/alert-words.js';
import type { Path } from '../diagnostic.js';
import type { RowFields } from '../parts/part.js';
import type { AlertSettings } from '../settings/alert-settings.js';
import { rowName } from './field-names.js';
import { type PlannedCondition, planCondition } from './plan-expression.js';
import { planMessage } from './plan-message.js';
import { planMute } from './plan-mute.js';
import { planSubject } from './plan-subject.js';
import type { Planner } from './planner.js';

/** What an alert stands on. */
export interface AlertGround {
  /** The fields of the rows that it judges. */
  readonly fields: RowFields;
  /** The fields of the rows that its windows count. */
  readonly input: RowFields;
  readonly by: readonly string[];
  readonly keys: readonly unknown[] | undefined;
  readonly maxKeys: number | undefined;
  readonly isWindowed: boolean;
  /** Whether rows come from windows of one length. */
  readonly isEven: boolean;
  /** That of the pipeline. */
  readonly zone: string;
  /** That in which its times are shown. */
  readonly shownIn: string;
}

export interface PlannedAlert {
  readonly facts: AlertFacts;
  readonly operator: Operator<never, unknown>;
  /** Fields of rows that it reads. */
  readonly fields: readonly string[];
  /** Those of them by which it judges. */
  readonly judges: readonly string[];
  /** Fields that transitions carry besides their key. */
  readonly details: readonly string[];
}

type Options = { -readonly [K in keyof AlertOptions<Row>]: AlertOptions<Row>[K] };

/** Makes one alert of a stream; undefined where it cannot be, which has been reported. */
export const planAlert = (
  planner: Planner,
  path: Path,
  name: string,
  settings: AlertSettings,
  ground: AlertGround,
): PlannedAlert | undefined => {
  const { fields, by, isWindowed } = ground;
  const before = planner.diagnostics.length;
  const options: Options = { name };
  const read: (PlannedCondition & { readonly key: string })[] = [];
  const used: string[] = [...by];
  let isSound = true;
  const holds = (
    key: 'if' | 'given' | 'gone',
    text: string | undefined,
  ): ((row: Timed) => boolean) | undefined => {
    if (text === undefined) return undefined;
    const planned = planCondition(planner, [...path, key], text, fields);
    isSound &&= planned !== undefined;
    if (planned === undefined) return undefined;
    read.push({ ...planned, key });
    return planned.holds;
  };

  const subject = planSubject(planner, path, settings, ground);
  if (subject === undefined) isSound = false;
  else Object.assign(options, subject);
  const condition = holds('if', settings.if);
  const given = holds('given', settings.given);
  const gone = holds('gone', settings.gone);
  if (gone !== undefined) options.gone = gone;
  if (condition !== undefined) options.if = condition;
  if (given !== undefined) options.given = given;
  if (typeof settings.value === 'string') used.push(rowName(fields, settings.value));
  if (settings.absent !== undefined) options.absent = settings.absent;
  if (settings.for !== undefined) options.for = settings.for;
  if (settings.hold !== undefined) options.hold = settings.hold;
  if (settings.no_data !== undefined) options.noData = settings.no_data;
  if (settings.remind !== undefined) options.remind = settings.remind;
  if (settings.forget !== undefined) options.forget = settings.forget;
  if (settings.mute !== undefined) options.mute = planMute(settings.mute, ground.zone);
  if (settings.severity !== undefined) options.severity = settings.severity;
  if (by.length > 0) {
    options.plainKeys = true;
    if (isWindowed) options.windowsBy = by;
    else options.by = by;
    // Windows say themselves that a key of theirs is empty.
    if (ground.keys !== undefined && (!isWindowed || settings.absent !== undefined))
      options.keys = ground.keys;
  }
  if (ground.maxKeys !== undefined) options.maxKeys = ground.maxKeys;
  const message = planMessage(planner, [...path, 'message'], name, settings, by, fields, ground.shownIn);
  options.message = message.write;
  if (message.details.length > 0) options.details = message.details;
  // What was left out silently has been reported where it broke.
  if (!isSound || planner.diagnostics.slice(before).some(({ severity }) => severity === 'error'))
    return undefined;
  const operator = planner.attempt(path, () => alert(options));
  return (
    operator && {
      operator: Object.assign(operator, {
        skips: [
          ...(operator.skips ?? []),
          ...read.map(({ key, expression: { skips } }) => ({ name: `${name} ${key}`, skips })),
        ],
      }),
      facts: message.facts,
      details: message.details,
      judges: [
        ...(typeof settings.value === 'string' ? [settings.value] : []),
        ...(read.find(({ key }) => key !== 'gone')?.expression.fields.map((use) => use.name) ?? []),
      ],
      fields: [
        ...used,
        ...message.details,
        ...read.flatMap(({ expression }) => expression.fields.map((use) => use.name)),
      ],
    }
  );
};
