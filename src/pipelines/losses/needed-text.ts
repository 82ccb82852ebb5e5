import { formatDuration } from '../../io/text/format-duration.js';
import type { Loss } from './loss.js';

/** How whoever runs a pipeline writes its settings. */
export interface SettingWords {
  /** As `lateness: 30s` in a config. */
  readonly setting: (name: 'lateness' | 'idle' | 'ahead', value: string) => string;
  /** What to write so that lines are read in a format. */
  readonly format: (name: string) => string;
  /** What to write so that whole numbers of a format count durations in a unit. */
  readonly duration: (format: string, unit: string) => string;
  /** What to write so that times are found. */
  readonly time: string;
}

/** As configs are written. */
export const CONFIG_WORDS: SettingWords = {
  setting: (name, value) => `time: { ${name}: ${value} }`,
  format: (name) => `write format: ${name} at the source.`,
  duration: (format, unit) => `format: { ${format}: { duration: ${unit} } }`,
  time: 'Write time: { field: … } with the name of the field that has it, and zone: where it says none.',
};

/** So much longer than what most need is what a few strays need. */
const STRAY = 4;
const MOST = 0.95;

/** What of a setting would have kept the rows. */
export const neededText = (
  name: 'lateness' | 'idle' | 'ahead',
  needs: Loss['needs'] = {},
  count: number,
  { setting }: SettingWords,
): string => {
  const sorted = Object.entries(needs)
    .map(([need, n]) => ({ need: Number(need), n }))
    .sort((a, b) => a.need - b.need);
  const last = sorted.at(-1);
  if (last === undefined) return `A longer ${name} keeps such rows.`;
  const all = sorted.reduce((sum, { n }) => sum + n, 0);
  let kept = 0;
  const most = sorted.find(({ n }) => {
    kept += n;
    return kept >= MOST * all;
  });
  if (most === undefined || most.need * STRAY > last.need || all < count) {
    return `${setting(name, formatDuration(last.need))} would have kept ${all === 1 ? 'it' : 'them'}.`;
  }
  return `${setting(name, formatDuration(most.need))} would have kept ${kept} of them, ${formatDuration(last.need)} all.`;
};
