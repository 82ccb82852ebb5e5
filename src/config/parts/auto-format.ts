import type * as z from 'zod';
import { type AutoOptions, auto } from '../../io/codecs/auto/auto.js';
import type { FormatName } from '../../io/codecs/formats.js';
import { grouped } from '../../io/text/grouped.js';
import { printable } from '../../io/text/printable.js';
import type { SettingWords } from '../../pipelines/losses/needed-text.js';
import { mapSetting } from '../settings/map-setting.js';
import { askUnit, sayUnit, unitSetting, withDuration } from './duration-unit.js';
import type { FormatPart, Say } from './part.js';
import { timeOf } from './time-of.js';

/** Of a line that is shown. */
const WIDTH = 120;

const settings = mapSetting({ duration: unitSetting }).optional();

export const autoFormat: FormatPart<z.output<typeof settings>> = {
  name: 'auto',
  settings,
  summary:
    'Whichever of the others explains most of the lines; what it took, how many lines agree and what else there is are said.',
  fields: ({ duration } = {}) =>
    withDuration({ known: { time: { type: 'number' } }, open: true }, duration, 'auto'),
  takesTime: true,
  unwraps: true,
  codec: ({ duration } = {}, time, inform, warn, around, words) => {
    const said = wordsOf(inform, warn, words, time.requests === true ? 'access-log' : undefined);
    return auto({
      ...timeOf(time),
      ...said,
      around,
      onWarning: warn,
      ...(time.requests === true && { requests: true }),
      ...(duration !== undefined && { durationUnit: duration }),
    });
  },
};

/** Each is said once, however many files there are. */
const wordsOf = (
  inform: Say,
  warn: Say,
  words: SettingWords | undefined,
  /** What is expected, and no news. */
  usual: FormatName | undefined,
): Pick<AutoOptions, 'onFormat' | 'onChange' | 'onOther' | 'onUnknownDuration'> => {
  const taken = new Set<FormatName>();
  const others = new Set<FormatName>();
  return {
    onFormat: (name, { agree, of }) => {
      if (taken.has(name)) return;
      const what = taken.size === 0 ? 'The format is' : 'Another file is in';
      taken.add(name);
      if (name === usual && taken.size === 1) return;
      const sure =
        of === 1
          ? 'by the first line that tells'
          : `${grouped(agree)} of the first ${grouped(of)} lines agree`;
      const last = name === 'lines' ? ', for they begin with a date and fit nothing else' : '';
      inform(`${what} ${name}: ${sure}${last}.`);
    },
    onChange: (name, offset) => {
      if (taken.has(name)) return;
      taken.add(name);
      inform(`From byte ${offset} on the format is ${name}: it explains more of the lines.`);
    },
    onOther: (name, { count, of, example }) => {
      if (others.has(name)) return;
      others.add(name);
      inform(
        `${grouped(count)} of ${grouped(of)} lines are requests in another format, ${name}, and are read as that. The first: ${printable(example, WIDTH)}`,
      );
    },
    onUnknownDuration: () => {
      const tell = taken.has('w3c') && !taken.has('access-log') ? sayUnit : askUnit;
      tell(warn, 'auto', words)();
    },
  };
};
