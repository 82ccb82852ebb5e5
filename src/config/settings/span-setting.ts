import { TidemarkError } from '../../operators/tidemark-error.js';
import type { SpanText } from '../../operators/time/span.js';
import { toSpan } from '../../operators/time/span.js';
import { scalar } from './scalar.js';

const WANTED = 'Write a time such as 1m, or a number of rows in a row such as 3x.';

/** How long something must last: a time, or so many rows in a row. */
export const spanSetting = () =>
  scalar({
    type: 'span',
    wanted: WANTED,
    examples: ['1m', '3x'],
    read: (value): SpanText => {
      const text = String(value);
      if (typeof value === 'number' && value !== 0) {
        throw new TidemarkError('usage', `${value} has no unit. ${WANTED}`);
      }
      if (/^\d+\s*x$/i.test(text) && !/^[1-9]\d*x$/.test(text)) {
        throw new TidemarkError('usage', `"${text}" is no number of rows. ${WANTED}`);
      }
      // Throws for what is neither.
      toSpan(text as SpanText);
      return text as SpanText;
    },
  });
