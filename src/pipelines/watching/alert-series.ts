import type { AlertKey } from '../../operators/alert/alert-key.js';
import type { AlertState } from '../../operators/alert/alert-options.js';
import type { AlertStanding } from '../running-stream.js';
import { keyLabels, type Labels, labelValue } from './metric-family.js';
import { MOST_KEYS } from './window-series.js';

/** How states are numbered: what is above 0 is on its way to firing, or there. */
const VALUES: Readonly<Record<AlertState, number>> = { no_data: -1, ok: 0, pending: 1, firing: 2 };

/** What matters most comes first where not all keys can be shown. */
const ORDER = ['firing', 'pending', 'no_data', 'ok'] as const satisfies readonly AlertState[];

export interface AlertSeries {
  readonly series: readonly (readonly [labels: Labels, value: number])[];
  /** Keys that are not shown. */
  readonly left: number;
}

/** The state of each key of an alert. */
export const alertSeries = (labels: Labels, { keys }: Pick<AlertStanding, 'keys'>): AlertSeries => {
  const byState: Record<AlertState, AlertKey[]> = { firing: [], pending: [], no_data: [], ok: [] };
  let all = 0;
  for (const key of keys) {
    all++;
    const same = byState[key.state];
    if (same.length < MOST_KEYS) same.push(key);
  }
  const shown = ORDER.flatMap((state) => byState[state]).slice(0, MOST_KEYS);
  return {
    series: shown.map(({ fields, state }) => [{ ...labels, ...labelsOfKey(fields ?? {}) }, VALUES[state]]),
    left: all - shown.length,
  };
};

const labelsOfKey = (fields: Readonly<Record<string, unknown>>): Labels => {
  const values = Object.values(fields);
  const names = keyLabels(Object.keys(fields));
  return Object.fromEntries(names.map((name, i) => [name, labelValue(values[i])]));
};
