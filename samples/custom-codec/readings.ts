import { lineCodec } from 'tidemark';

export interface Reading {
  readonly time: number;
  readonly room: string;
  readonly celsius: number;
}

/** Lines such as `2026-05-09T16:02:50Z kitchen 21.5`. */
export const readings = () =>
  lineCodec<Reading>({
    fields: ['time', 'room', 'celsius'],
    parse(line) {
      const [when = '', room = '', value = '', ...more] = line.split(' ');
      const [time, celsius] = [Date.parse(when), Number.parseFloat(value)];
      if (Number.isNaN(time)) return `"${when}" is no time`;
      if (Number.isNaN(celsius) || more.length > 0) return `"${value}" is no temperature`;
      return { time, room, celsius };
    },
  });
