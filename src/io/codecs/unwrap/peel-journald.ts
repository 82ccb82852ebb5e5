import type { Envelope } from './envelope.js';
import { isDigit } from './peel-bytes.js';
import type { WrapField } from './wrap-fields.js';

const CLOSE = 0x7d;
const FIELDS: readonly (readonly [string, WrapField])[] = [
  ['_HOSTNAME', 'log_host'],
  ['SYSLOG_IDENTIFIER', 'program'],
  ['_COMM', 'program'],
  ['_PID', 'pid'],
  ['SYSLOG_PID', 'pid'],
  ['_SYSTEMD_UNIT', 'unit'],
];

/** `journalctl -o json`: its MESSAGE, a text or a list of bytes, and who wrote it. */
export function peelJournald(out: Envelope): boolean {
  const { bytes, from, to } = out;
  // Its keys are capitals, `__CURSOR` mostly the first.
  if (bytes[to - 1] !== CLOSE || bytes[from] !== 0x7b || bytes[from + 1] !== 0x22) return false;
  const first = bytes[from + 2] as number;
  if (first !== 0x5f && (first < 0x41 || first > 0x5a)) return false;
  const text = bytes.toString('utf8', from, to);
  if (!text.includes('"MESSAGE"') || !text.includes('"__REALTIME_TIMESTAMP"')) return false;
  const entry = entryOf(text);
  const message = entry && messageOf(entry.MESSAGE);
  if (entry === undefined || message === undefined) return false;
  const micros = Number(entry.__REALTIME_TIMESTAMP);
  out.tellKnownTime(Math.floor(micros / 1000));
  const told = new Set<WrapField>();
  for (const [key, field] of FIELDS) {
    const value = entry[key];
    if (told.has(field) || (typeof value !== 'string' && typeof value !== 'number')) continue;
    out.tellText(field, String(value));
    told.add(field);
  }
  const severity = digitsOf(entry.PRIORITY);
  const facility = digitsOf(entry.SYSLOG_FACILITY);
  if (severity !== undefined) out.tellSeverity(severity);
  if (facility !== undefined) out.tellFacility(facility);
  out.payload(message, 0, message.length);
  return true;
}

function entryOf(text: string): Record<string, unknown> | undefined {
  try {
    const entry: unknown = JSON.parse(text);
    return typeof entry === 'object' && entry !== null ? (entry as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** A field that came several times is a list of them: the last counts. */
function messageOf(message: unknown): Buffer | undefined {
  return bytesOf(message) ?? (Array.isArray(message) ? bytesOf(message.at(-1)) : undefined);
}

function bytesOf(message: unknown): Buffer | undefined {
  if (message === null) return Buffer.alloc(0);
  if (typeof message === 'string') return Buffer.from(message.replace(/\n+$/, ''), 'utf8');
  if (!Array.isArray(message) || !message.every(isByte)) return undefined;
  return Buffer.from(message);
}

const isByte = (value: unknown): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 256;

const digitsOf = (value: unknown): number | undefined =>
  typeof value === 'number' || (typeof value === 'string' && value !== '' && isDigit(value.charCodeAt(0)))
    ? Number(value)
    : undefined;
