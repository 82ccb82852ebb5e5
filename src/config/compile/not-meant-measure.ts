import type { Path } from '../diagnostic.js';
import type { MeasureCall } from '../expression/measure-call.js';
import type { RowFields } from '../parts/part.js';
import type { PlannedMeasures } from './measure-makers.js';
import type { Planner } from './planner.js';

/** Measures that add codes up, or look for the middle of them. */
const OF_AMOUNTS = /^(?:sum|mean|p\d+|percentile)$/;

/** Warns of measures that can be computed and that nobody means. `texts`: how the measures of the stream are written. */
export const warnOfMeasure = (
  planner: Planner,
  path: Path,
  { name, arguments: [first, second] }: MeasureCall,
  { known }: RowFields,
  before: PlannedMeasures,
  texts: Readonly<Record<string, string>>,
): void => {
  const warn = (message: string, suggestion: string, at = first): void =>
    planner.report('expression', path, message, {
      severity: 'warning',
      within: at && [at.start, at.end],
      suggestion,
    });
  const percent = second?.literal;
  if (name === 'percentile' && typeof percent === 'number' && percent > 0 && percent < 1) {
    const meant = Number((percent * 100).toPrecision(12));
    warn(
      `${percent} percent of the values lie below this: nearly the least of them.`,
      `write percentile(${first?.text}, ${meant}) for ${meant} percent`,
      second,
    );
  }
  if (OF_AMOUNTS.test(name) && first?.field === 'status' && known.status?.type === 'number')
    warn('A status is a code: a sum or a middle of codes says nothing.', 'write count(status >= 500)');
  if (name !== 'ratio' || first?.written === undefined || second?.written === undefined) return;
  const [part, whole] = [texts[first.written]?.trim() ?? '', texts[second.written]?.trim() ?? ''];
  if (/^count\(\s*\)$/.test(part) && /^count\(\s*\S.*\)$/s.test(whole) && before.has(first.written))
    warn(
      `${first.written} are all rows and ${second.written} some of them: this is never below 1.`,
      `write ratio(${second.written}, ${first.written})`,
    );
};
