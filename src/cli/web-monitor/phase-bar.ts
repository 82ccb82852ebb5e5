import { styleText } from 'node:util';
import type { Phase } from '../../io/actions/check/verdict.js';

const PHASES = [
  ['dns', 'd', 'magenta'],
  ['connect', 'c', 'blue'],
  ['proxy', 'p', 'gray'],
  ['tls', 't', 'cyan'],
  ['wait', 'w', 'yellow'],
  ['body', 'b', 'green'],
] as const;

const WIDTH = 12;

/**
 * Where the time went, as so many letters: `ddcttwwwwwwb`. What took any time at all has one; blank where nothing is known.
 */
export const phaseBar = (
  timings: Readonly<Partial<Record<Phase, number | null>>>,
  colours: boolean,
): string => {
  const spent = PHASES.flatMap(([phase, letter, colour]) => {
    const time = timings[phase] ?? 0;
    return time > 0 ? [{ time, letter, colour }] : [];
  });
  const total = spent.reduce((sum, { time }) => sum + time, 0);
  if (total === 0) return ' '.repeat(WIDTH);
  const rest = WIDTH - spent.length;
  let [seen, given] = [0, 0];
  const bar = spent.map(({ time, letter, colour }) => {
    seen += time;
    const more = Math.round((rest * seen) / total) - given;
    given += more;
    const text = letter.repeat(1 + more);
    return colours ? styleText(colour, text, { validateStream: false }) : text;
  });
  return bar.join('');
};
