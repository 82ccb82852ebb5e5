import { oneLine } from '../../../text/one-line.js';
import { CheckFailure } from '../net/check-failure.js';
import type { Talk } from './talk.js';

export type StartTls = 'smtp' | 'imap' | 'pop3';

/** Lines of one answer, of which the last says whether it is one. */
interface Dialect {
  /** Whether an answer is whole; a greeting is one. */
  readonly isWhole: (text: string) => boolean;
  readonly isGreeting: RegExp;
  /** Asks what the other end can do, where that must be asked; and whether it can begin TLS. */
  readonly capabilities?: { readonly ask: (local: string) => string; readonly has: RegExp };
  readonly ask: string;
  readonly isAnswer: (text: string) => boolean;
  /** All of an answer that agrees. */
  readonly agrees: RegExp;
}

const line = (text: string): boolean => text.endsWith('\n');

/** A line with a blank behind its code is the last one. */
const smtpWhole = (text: string): boolean => line(text) && /(?:^|\n)\d{3}(?: [^\n]*)?\r?\n$/.test(text);

const DIALECTS: Readonly<Record<StartTls, Dialect>> = {
  smtp: {
    isWhole: smtpWhole,
    isGreeting: /^220[ -]/,
    // By an address, since a machine that checks may have no name that others know.
    capabilities: { ask: (local) => `EHLO ${local}\r\n`, has: /^250[ -]STARTTLS\s*$/im },
    ask: 'STARTTLS\r\n',
    isAnswer: smtpWhole,
    agrees: /^(?:220-[^\n]*\n)*220(?: [^\n]*)?\n/,
  },
  imap: {
    isWhole: line,
    isGreeting: /^\* (?:OK|PREAUTH)\b/i,
    ask: 'a1 STARTTLS\r\n',
    // What was not asked for may come before it.
    isAnswer: (text) => line(text) && /(?:^|\n)a1 [^\n]*\n$/i.test(text),
    agrees: /(?:^|\n)a1 OK\b[^\n]*\n/i,
  },
  pop3: {
    isWhole: line,
    isGreeting: /^\+OK\b/,
    ask: 'STLS\r\n',
    isAnswer: line,
    agrees: /^\+OK\b[^\n]*\n/,
  },
};

const FIRST_WORDS = 80;

/** What was said, as a detail shows it. */
export const shown = (text: string): string => {
  const [first = ''] = text.split(/\r?\n/);
  return `"${oneLine(first).slice(0, FIRST_WORDS)}"`;
};

/**
 * Talks to a mail server until it has agreed to begin TLS; what it said first has been heard already where `greeting` says so.
 * `local`: how we call ourselves. Rejects with a CheckFailure.
 */
export const startTls = async (protocol: StartTls, talk: Talk, local: string): Promise<void> => {
  const { isWhole, isGreeting, capabilities, ask, isAnswer, agrees } = DIALECTS[protocol];
  const hear = async (isEnough: (text: string) => boolean): Promise<string> => {
    if (talk.text !== '' && isEnough(talk.text)) return talk.text;
    const heard = await talk.hear(isEnough);
    if (heard === 'enough') return talk.text;
    if (heard === 'ended') throw new CheckFailure('reset', 'closed before TLS could begin');
    if (heard === 'quiet') throw new CheckFailure('timeout', 'out of time');
    throw new CheckFailure('protocol', `it goes on and on: ${shown(talk.text)}`);
  };
  const greeting = await hear(isWhole);
  if (!isGreeting.test(greeting))
    throw new CheckFailure('protocol', `that is no ${protocol.toUpperCase()}: it says ${shown(greeting)}`);
  if (capabilities !== undefined) {
    talk.say(capabilities.ask(local));
    const can = await hear(isWhole);
    if (!capabilities.has.test(can))
      throw new CheckFailure('tls', 'the server does not offer STARTTLS', 'tls');
  }
  talk.say(ask);
  const answer = await hear(isAnswer);
  const found = agrees.exec(answer);
  if (found === null)
    throw new CheckFailure('tls', `the server does not begin TLS: it says ${shown(answer)}`, 'tls');
  // Said in clear, and perhaps by somebody between: nobody may take it for what comes within TLS.
  const more = answer.slice(found.index + found[0].length);
  if (more !== '') throw new CheckFailure('tls', `more is said before TLS begins: ${shown(more)}`, 'tls');
};
