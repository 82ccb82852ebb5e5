import fc from 'fast-check';
import { DateTime } from 'luxon';
import { expect, it } from 'vitest';
import { type ClockFormat, clockText } from '../../../src/io/text/clock-text.js';

const FORMATS: readonly ClockFormat[] = ['yyyy-MM-dd HH:mm:ss', 'yyyy-MM-dd', 'HH:mm:ss'];

it('says what luxon says, of every time and in every zone', () => {
  const times = fc.oneof(
    fc.integer({ min: Date.UTC(1970), max: Date.UTC(2100) }),
    fc.constantFrom(0, -1, 0.5, -62_167_219_200_001, 253_402_300_799_999, 253_402_300_800_000, 8.64e15, 9e15),
  );
  const zones = fc.constantFrom('UTC', 'UTC', 'Etc/UTC', 'Europe/Paris', 'America/St_Johns');
  fc.assert(
    fc.property(times, zones, fc.constantFrom(...FORMATS), (time, zone, format) => {
      expect(clockText(time, format, zone)).toBe(
        DateTime.fromMillis(time, { zone, locale: 'en-US' }).toFormat(format),
      );
    }),
  );
});
