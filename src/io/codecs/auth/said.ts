import { type Outcome, PAM, SAYINGS } from './auth-sayings.js';

/** What is known of one message. */
export interface Said {
  readonly outcome?: Outcome;
  readonly parts: Readonly<Record<string, string | undefined>>;
}

const NOTHING: Said = { parts: {} };
/** Longer messages are none of those that are known. */
const MAX_CHARACTERS = 4096;
/** As rsyslog writes it in place of lines that are alike. */
const REPEATED = /^message repeated (\d+) times: \[ (.*)\]$/;

/** Reads what a program says about who came in. */
export function said(program: string, message: string): Said {
  if (message.length > MAX_CHARACTERS) return NOTHING;
  if (message.startsWith('pam_')) return firstOf(PAM, message);
  const sayings = SAYINGS.get(program);
  if (sayings === undefined) return NOTHING;
  if (!message.startsWith('message repeated ')) return firstOf(sayings, message);
  const [, times, inner] = REPEATED.exec(message) ?? [];
  if (inner === undefined) return NOTHING;
  const found = firstOf(sayings, inner);
  return { ...found, parts: { ...found.parts, times } };
}

function firstOf(sayings: typeof PAM, message: string): Said {
  for (const { outcome, pattern } of sayings) {
    const parts = pattern.exec(message);
    if (parts !== null) return { outcome, parts: parts.groups ?? {} };
  }
  return NOTHING;
}
