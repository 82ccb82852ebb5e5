import { FORMATS, type Format } from '../formats.js';
import { behindTime, peeled } from '../unwrap/peeled.js';

/** What a line tells of the format that it is in. */
export interface Evidence {
  readonly format: Format;
  /** Whether it reports an HTTP request. */
  readonly isRequest: boolean;
}

/**
 * What a line tells by itself, whatever stands before and behind it, and without what stands around it; undefined where it is
 * certainly of no format.
 */
export function evidenceOf(line: string): Evidence | undefined {
  const whole = evidenceIn(line);
  // Some formats are a wrapping and what it holds, and read both.
  if (whole !== undefined && whole.format.fits === undefined) return whole;
  const within = peeled(line);
  if (within === undefined) return behind(line) ?? whole;
  // What a syslog says is a part of some formats, and only what stands around it is none.
  for (const payload of within.between) {
    const found = evidenceIn(payload);
    if (found?.format.inSyslog === true) return found;
  }
  const { inSyslog } = within;
  const told = inSyslog === undefined ? undefined : OF_SYSLOG.find(({ recognises }) => recognises(inSyslog));
  if (told !== undefined) return { format: told, isRequest: false };
  if (within.last === 'shipper') {
    // A text in an object is one of its fields, unless it is surely more.
    const outer = within.between.length === 0 ? whole : evidenceIn(within.between.at(-1) ?? '');
    const found = outer?.isRequest === true ? undefined : evidenceIn(within.payload);
    return found !== undefined && (found.format.fits === undefined || found.format === outer?.format)
      ? found
      : outer;
  }
  // A text that says nothing by itself has the time of what stands around it.
  return evidenceIn(within.payload) ?? (Number.isNaN(within.time) ? whole : LAST);
}

/** What stands behind a time, if that is certainly of a format. */
function behind(line: string): Evidence | undefined {
  const text = behindTime(line);
  const found = text === undefined ? undefined : evidenceIn(text);
  return found?.format.fits === undefined || isObject(text) ? found : undefined;
}

const isObject = (text = ''): boolean => text.startsWith('{') && text.endsWith('}');

function evidenceIn(line: string): Evidence | undefined {
  const format = FORMATS.find(({ recognises }) => recognises(line));
  if (format === undefined) return undefined;
  const { requests = false } = format;
  return { format, isRequest: requests === true || (requests !== false && requests(line)) };
}

const LAST = lastOf(FORMATS);
/** What a syslog says of a message is a part of these, and is often said around it. */
const OF_SYSLOG = FORMATS.filter(({ inSyslog }) => inSyslog === true);

/** What is taken where nothing else fits. */
function lastOf(formats: readonly Format[]): Evidence | undefined {
  const format = formats.find(({ fits }) => fits === 'last');
  return format && { format, isRequest: false };
}
