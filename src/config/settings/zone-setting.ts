import * as z from 'zod';
import { isTimeZone } from '../../io/codecs/time/is-time-zone.js';
import { didYouMean } from '../../io/text/did-you-mean.js';

const noZone = (name: string): string => {
  const near = didYouMean(name, Intl.supportedValuesOf('timeZone'));
  const advice = near === undefined ? 'Write one such as UTC or Europe/Paris.' : `Did you mean ${near}?`;
  return `"${name}" is no time zone. ${advice}`;
};

/** The name of a time zone. */
export const zoneSetting = () =>
  z.string({ error: 'A time zone is wanted here, such as UTC or Europe/Paris.' }).refine(isTimeZone, {
    error: (issue) => noZone(String(issue.input)),
  });
