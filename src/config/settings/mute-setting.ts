import * as z from 'zod';
import { isTimeZone } from '../../io/codecs/time/is-time-zone.js';
import { mapSetting, oneOrMore, textSetting } from './map-setting.js';

const WANTED =
  'A time of day is wanted here: "22:00-06:00", or { from: "22:00", to: "06:00", days: [sat, sun], zone: Europe/Paris }.';
const CLOCK = /^(?:[01]?\d|2[0-3]):[0-5]\d$|^24:00$/;

/** In the order of a week that begins on Monday. */
export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

export type Day = (typeof DAYS)[number];

const dayOf = (text: string): Day | undefined =>
  DAYS.find(
    (day) => text.toLowerCase() === day || (/^[a-z]{4,9}$/i.test(text) && FULL[day] === text.toLowerCase()),
  );

const FULL: Readonly<Record<Day, string>> = {
  ...{ mon: 'monday', tue: 'tuesday', wed: 'wednesday', thu: 'thursday' },
  ...{ fri: 'friday', sat: 'saturday', sun: 'sunday' },
};

/** One window, each day that it begins on. Minutes of the day; where `to` is not after `from` it ends on the next day. */
export interface MuteWindow {
  readonly from: number;
  readonly to: number;
  readonly days: readonly Day[];
  /** Undefined: the zone of the pipeline. */
  readonly zone: string | undefined;
}

const clock = (what: string) =>
  textSetting(`A time of day is wanted here, such as "${what}".`)
    .regex(CLOCK, { error: `A time of day is wanted here, such as "${what}".` })
    .transform(minutes);

function minutes(text: string): number {
  const [hours = 0, rest = 0] = text.split(':').map(Number);
  return hours * 60 + rest;
}

const day = z
  .string({ error: 'A day is wanted here: mon, tue, wed, thu, fri, sat or sun.' })
  .transform((text, context): Day => {
    const found = dayOf(text);
    if (found !== undefined) return found;
    const message = `"${text}" is no day: write mon, tue, wed, thu, fri, sat or sun.`;
    context.addIssue({ code: 'custom', message, input: text });
    return z.NEVER;
  });

const spanText = textSetting(WANTED).transform((text, context): MuteWindow => {
  const [from = '', to = '', more] = text.split(/\s*[-–]\s*/).map((part) => part.trim());
  if (more === undefined && CLOCK.test(from) && CLOCK.test(to) && minutes(from) !== minutes(to))
    return { from: minutes(from), to: minutes(to), days: DAYS, zone: undefined };
  context.addIssue({ code: 'custom', message: `"${text}" is no time of day. ${WANTED}`, input: text });
  return z.NEVER;
});

const spanMap = mapSetting({
  from: clock('22:00').optional().describe('Where it begins, on the clock of the zone. Default: 00:00.'),
  to: clock('06:00')
    .optional()
    .describe('Where it ends; on the next day if that is not later. Default: 24:00.'),
  days: oneOrMore(day).optional().describe('Days on which it begins: mon to sun. Default: all of them.'),
  zone: textSetting('A time zone is wanted here, such as Europe/Paris.')
    .refine(isTimeZone, { error: 'There is no such time zone; write one such as UTC or Europe/Paris.' })
    .optional()
    .describe('Default: that of the pipeline.'),
}).transform(({ from = 0, to = 1440, days, zone }, context): MuteWindow => {
  if (from === to) {
    const message = 'from and to are the same time of day: this would be no time, or all of it.';
    context.addIssue({ code: 'custom', message, path: ['to'], input: to });
    return z.NEVER;
  }
  return { from, to, days: days === undefined ? DAYS : [days].flat(), zone };
});

const one = z.union([spanText, spanMap], { error: WANTED });

/** When an alert says nothing. */
export const muteSetting = () =>
  oneOrMore(one)
    .transform((windows): readonly MuteWindow[] => [windows].flat())
    .meta({ examples: ['22:00-06:00'] });
