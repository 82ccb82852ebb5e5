import { type TextTemplate, textTemplate } from '../../io/sinks/text-template.js';
import type { Transition } from '../../operators/alert/alert-options.js';
import { TidemarkError } from '../../operators/tidemark-error.js';
import { alertMessage } from '../../pipelines/alert-message.js';
import type { AlertFacts } from '../../pipelines/text/alert-words.js';
import type { Path } from '../diagnostic.js';
import type { RowFields } from '../parts/part.js';
import type { AlertSettings } from '../settings/alert-settings.js';
import { rowName } from './field-names.js';
import type { Planner } from './planner.js';

export interface PlannedMessage {
  readonly facts: AlertFacts;
  readonly write: (transition: Omit<Transition, 'message'>) => string;
  /** Fields of rows that the texts need besides key and value. */
  readonly details: readonly string[];
}

/** What every transition has. */
const OWN = ['time', 'alert', 'was', 'state', 'value', 'threshold', 'severity'];

/** Makes the messages of an alert: `text` alone is for firing, what is not said has the usual words. */
export const planMessage = (
  planner: Planner,
  path: Path,
  name: string,
  settings: AlertSettings,
  key: readonly string[],
  fields: RowFields,
  zone: string,
): PlannedMessage => {
  const { message } = settings;
  const value = settings.value === undefined ? undefined : rowName(fields, settings.value);
  const unit = value === undefined ? undefined : fields.known[value]?.unit;
  const usual = alertMessage({ name, value, unit, zone });
  const details = new Set<string>();
  const nameOf = (written: string): string => (OWN.includes(written) ? written : rowName(fields, written));
  const plan = (at: Path, text: string | undefined): PlannedMessage['write'] | undefined => {
    if (text === undefined) return undefined;
    const template = templateOf(planner, at, text, zone);
    if (template === undefined) return undefined;
    warnOfBraces(planner, at, text);
    for (const { field: written, start, end } of template.fields) {
      const field = OWN.includes(written) ? written : planner.nameIn(fields, written);
      if (OWN.includes(field) || key.includes(field) || field === value) continue;
      const known = [...new Set([...key, ...Object.keys(fields.known), ...OWN])];
      if (Object.hasOwn(fields.known, field) || fields.open) details.add(field);
      else planner.reportUnknown('template', at, 'field', written, known, { within: [start, end] });
    }
    return (transition) => template.fill((field) => valueIn(transition, nameOf(field), value));
  };
  const texts = typeof message === 'string' ? { firing: message } : (message ?? {});
  const at = (part: string): Path => (typeof message === 'string' ? path : [...path, part]);
  const firing = plan(at('firing'), texts.firing);
  const ok = plan(at('ok'), 'ok' in texts ? texts.ok : undefined);
  const still =
    firing &&
    ((transition: Omit<Transition, 'message'>): string =>
      `${firing(transition)}${transition.reminder === true ? ' (still)' : ''}`);
  return {
    write: (transition) => ((transition.state === 'firing' ? still : ok) ?? usual)(transition),
    facts: {
      value,
      unit,
      absent: settings.absent !== undefined,
      worded: [
        ...(firing === undefined ? [] : ['firing' as const]),
        ...(ok === undefined ? [] : ['ok' as const]),
      ],
    },
    details: [...details],
  };
};

/** Braces that stand for themselves where another language would take them for a value. */
const warnOfBraces = (planner: Planner, path: Path, text: string): void => {
  const outside = planner.document.outsideRanges(path, text);
  for (const found of text.matchAll(/\{\{\s*([\w.]+)\s*\}\}|\{\s+([\w.]+)\s*\}|\{([\w.]+)\s+\}/g)) {
    const [whole, double, before, behind] = found;
    const within = [found.index, found.index + whole.length] as const;
    if (outside.some(([from, to]) => from < within[1] && to > within[0])) continue;
    const message =
      double === undefined
        ? 'Braces with blanks in them stand for themselves.'
        : 'Two braces stand for one of each: what is in them is said as it is written.';
    planner.report('template', path, message, {
      within,
      severity: 'warning',
      suggestion: `write {${double ?? before ?? behind}}`,
    });
  }
};

/** Reads a template; of a format that there is not only its placeholder is to blame. */
const templateOf = (planner: Planner, path: Path, text: string, zone: string): TextTemplate | undefined => {
  try {
    return textTemplate(text, { zone, literal: planner.document.outsideRanges(path, text) });
  } catch (error) {
    if (!(error instanceof TidemarkError)) throw error;
    const [placeholder = ''] = /^\{[^}]*\}/.exec(error.message) ?? [];
    const start = text.indexOf(placeholder);
    const within =
      start === -1 || placeholder === '' ? undefined : ([start, start + placeholder.length] as const);
    planner.report('template', path, error.message, { within });
    return undefined;
  }
};

const valueIn = (
  transition: Omit<Transition, 'message'>,
  field: string,
  value: string | undefined,
): unknown => {
  if (field === value) return transition.value;
  const { key, details } = transition;
  if (key !== undefined && Object.hasOwn(key, field)) return key[field];
  if (details !== undefined && Object.hasOwn(details, field)) return details[field];
  return transition[field as keyof typeof transition];
};
