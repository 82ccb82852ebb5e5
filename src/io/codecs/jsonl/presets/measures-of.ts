import type { Preset, PresetUnit } from './preset.js';

/** A name that says what its values count, where that is not milliseconds. */
const SAYS_ITS_UNIT = /_(?:us|ns|s|micros|nanos|secs?|(?:micro|nano)?seconds)$/;

/** What a preset measures under names of its own, which is milliseconds in rows: its durations too, but for those whose names say something else. */
export function measuresOf({
  duration = [],
  measures = {},
}: Preset): readonly (readonly [string, PresetUnit])[] {
  return [...duration.filter(([name]) => !SAYS_ITS_UNIT.test(name)), ...Object.entries(measures)];
}
