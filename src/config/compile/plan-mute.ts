import { type MuteCalendar, WEEK } from '../../operators/alert/mute-calendar.js';
import { DAYS, type MuteWindow } from '../settings/mute-setting.js';
import { zoneOffsets } from './zone-offsets.js';

const MINUTE = 60_000;
const DAY = WEEK / 7;

/** The calendars of an alert, one for each zone: what operators need to know of zones is looked up here. */
export const planMute = (windows: readonly MuteWindow[], zone: string): readonly MuteCalendar[] => {
  const zones = [...new Set(windows.map((window) => window.zone ?? zone))];
  return zones.map((name) => ({
    offsets: zoneOffsets(name),
    weekly: windows
      .filter((window) => (window.zone ?? zone) === name)
      .flatMap(spansOf)
      .sort(([a], [b]) => a - b),
  }));
};

/** What a window is of the week; what reaches past Sunday is at the week’s beginning. */
const spansOf = ({ from, to, days }: MuteWindow): readonly (readonly [number, number])[] =>
  days.flatMap((day): (readonly [number, number])[] => {
    const midnight = DAYS.indexOf(day) * DAY;
    const start = midnight + from * MINUTE;
    const end = midnight + to * MINUTE + (to <= from ? DAY : 0);
    return end <= WEEK
      ? [[start, end]]
      : [
          [start, WEEK],
          [0, end - WEEK],
        ];
  });
