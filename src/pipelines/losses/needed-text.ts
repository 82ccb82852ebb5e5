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
const HOUR = 3_600_000;
/** Nobody waits longer than this for rows: those that would need it are not late, but in no order, or wrong. */
const LONGEST = 24 * HOUR;
/** From this share of all rows on they are in no order where they would need more than an hour. */
const LARGE = 0.2;

/** What of a setting would have kept the rows; where that would make no sense, what is the case, and what to do. */
export const neededText = (
  name: 'lateness' | 'idle' | 'ahead',
  needs: Loss['needs'] = {},
  count: number,
  { setting }: SettingWords,
  of = Infinity,
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
  const few = most !== undefined && most.need * STRAY <= last.need && all >= count;
  const need = few ? most.need : last.need;
  if (name !== 'idle' && (need > LONGEST || (name === 'lateness' && need > HOUR && count >= LARGE * of)))
    return name === 'ahead' ? '' : outOfOrder(last.need);
  if (few && last.need > LONGEST)
    return `${setting(name, formatDuration(need))} would have kept ${kept} of them.`;
  if (!few) {
    return `${setting(name, formatDuration(last.need))} would have kept ${all === 1 ? 'it' : 'them'}.`;
  }
  return `${setting(name, formatDuration(need))} would have kept ${kept} of them, ${formatDuration(last.need)} all.`;
};

const outOfOrder = (milliseconds: number): string =>
  `They come up to ${formatDuration(milliseconds)} of the log's own time after newer ones: the input is not in order of time, and no lateness mends that. Sort it by time before it is read; logs that were put together are read in order where each is named as a file of its own.`;
