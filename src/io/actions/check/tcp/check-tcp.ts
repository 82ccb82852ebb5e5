import type { Socket } from 'node:net';
import type { Check } from '../check.js';
import { courseVerdict } from '../course-verdict.js';
import { CheckFailure } from '../net/check-failure.js';
import { Course } from '../net/course.js';
import { dial } from '../net/dial.js';
import type { Names } from '../net/names.js';
import { secure } from '../net/secure.js';
import type { TcpTarget } from '../target.js';
import { withinTime } from '../within-time.js';
import { shown, startTls } from './start-tls.js';
import { Talk } from './talk.js';

export interface CheckTcpOptions {
  readonly names: Names;
  /** Milliseconds of silence after which what was said is all that it says first. Default: 1000. */
  readonly quiet?: number;
}

const QUIET = 1000;

/**
 * Checks that something listens: connects, and where the target asks for it looks at what is said first, and turns to TLS. What
 * is said first and is not what was wanted is class `body`, nothing at all class `timeout` or `reset`, each in phase `wait`.
 */
export const checkTcp =
  ({ names, quiet = QUIET }: CheckTcpOptions): Check<TcpTarget> =>
  async (target, signal) => {
    const course = new Course();
    try {
      await withinTime(target.timeout, signal, (deadline) => visit(target, names, quiet, course, deadline));
      return courseVerdict(course, target.slow);
    } catch (error) {
      if (!(error instanceof CheckFailure)) throw error;
      return courseVerdict(course, target.slow, error);
    }
  };

const visit = async (
  target: TcpTarget,
  names: Names,
  quiet: number,
  course: Course,
  deadline: AbortSignal,
): Promise<void> => {
  const { host, port, network, tls, banner, startTls: protocol } = target;
  const socket = await dial({ host, port, network, tls }, names, course, deadline);
  let last: Socket = socket;
  try {
    if (protocol === 'tls') last = await secure(socket, { host, tls }, course, deadline);
    const talk = new Talk(last, deadline);
    if (banner !== undefined) {
      course.enter('wait');
      await expectBanner(talk, (text) => banner.test(text), quiet);
    }
    if (protocol === undefined || protocol === 'tls') return;
    course.enter('wait');
    await startTls(protocol, talk, literalOf(socket.localAddress));
    last = await secure(socket, { host, tls }, course, deadline);
  } finally {
    course.end();
    last.destroy();
    socket.destroy();
  }
};

const expectBanner = async (
  talk: Talk,
  isWanted: (text: string) => boolean,
  quiet: number,
): Promise<void> => {
  const heard = await talk.hear(isWanted, quiet);
  if (heard === 'enough') return;
  if (talk.text === '') throw new CheckFailure('reset', 'closed without a word');
  throw new CheckFailure('body', `it says ${shown(talk.text)}, which is not what is wanted`);
};

/** An address as SMTP has it. */
const literalOf = (address = '127.0.0.1'): string =>
  address.includes(':') ? `[IPv6:${address}]` : `[${address}]`;
