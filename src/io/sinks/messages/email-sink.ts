import { createHash } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { hostname } from 'node:os';
import { TidemarkError } from '../../../operators/tidemark-error.js';
import { type Duration, toMilliseconds } from '../../../operators/time/duration.js';
import { type Clock, systemClock } from '../../clock.js';
import { batchRows } from '../http/http-batcher.js';
import type { HttpAnswer } from '../http/http-poster.js';
import { within } from '../http/within.js';
import type { Sink } from '../sink.js';
import { stoppedWriting } from '../stopped-writing.js';
import { linkOf } from './link.js';
import { type Mail, mailOf, type Threads } from './mail.js';
import { mailFailure } from './mail-failure.js';
import { noticeOf } from './notice.js';
import { plainText } from './plain-text.js';
import { smtpServerOf } from './smtp-server-of.js';

export interface EmailSinkOptions {
  /** Who is told: addresses such as ops@example.com. */
  readonly to: readonly string[];
  /** Who it is from: an address, or `Name <address>`. */
  readonly from: string;
  /** The server: smtp://mail.example.com:587, smtps://mail.example.com:465; user and password may stand in it. */
  readonly smtp: string;
  readonly user?: string;
  readonly password?: string;
  /**
   * Whether smtp:// must change to TLS (STARTTLS): `required`, `allowed` (if the server offers it) or `none`. Default:
   * required where there is a password, else allowed.
   */
  readonly tls?: 'required' | 'allowed' | 'none';
  /** Sends it as HTML besides plain text; false by default. */
  readonly html?: boolean;
  /** Where every mail leads to: a runbook, a dashboard. */
  readonly link?: string;
  /** What people call this output; its destination by default. */
  readonly name?: string;
  /** For one whole exchange. 30s by default. */
  readonly timeout?: Duration;
  /** Sends also the transitions that only say that all is well at the start; false by default. */
  readonly initial?: boolean;
  /** The machine that mails name. Default: the name of the host. */
  readonly source?: string;
  readonly clock?: Clock;
  /** Told of every answer. */
  readonly onAnswer?: (answer: HttpAnswer) => void;
  /** Told, in a sentence, what whoever runs the program may want to know. */
  readonly onWarning?: (message: string) => void;
}

/** What is remembered beside the rows that wait. */
interface Memory {
  readonly threads?: Readonly<Record<string, string>>;
}

const ADDRESS = /^[^\s@<>(),;:"\\]+@[^\s@<>(),;:"\\]+$/;

/**
 * Sends each transition, and other rows, as a mail, at least once, and then with the same Message-ID. From firing to recovery
 * it is one thread. Nothing of a row stands in a header but in the subject, on one line.
 *
 * @example
 * ```ts
 * import { emailSink } from 'tidemark';
 *
 * const mail = emailSink({ to: ['ops@example.com'], from: 'tidemark@example.com', smtp: 'smtp://mail.example.com:587' });
 * ```
 */
export const emailSink = (options: EmailSinkOptions): Sink => {
  const { to, html = false, initial = false, clock = systemClock(), onAnswer, onWarning } = options;
  const server = smtpServerOf(options.smtp);
  const user = options.user ?? server.user;
  const password = options.password?.trim() ?? server.password;
  const { tls = password === undefined ? 'allowed' : 'required' } = options;
  const link = linkOf('email', options.link);
  const [, name = '', from = ''] =
    /^\s*(?:(.*?)\s*<([^<>]*)>|(?=[^<]*$))\s*(.*?)\s*$/.exec(options.from) ?? [];
  const sender = from === '' ? options.from.trim() : from;
  if (to.length === 0 || !to.every((one) => ADDRESS.test(one))) {
    throw refused('to is no list of addresses. Write for example ops@example.com.');
  }
  if (!ADDRESS.test(sender) || /[\r\n]/.test(name)) {
    throw refused(
      'from is no address. Write for example tidemark@example.com, or Tidemark <tidemark@example.com>.',
    );
  }
  if ((user === undefined) !== (password === undefined)) {
    throw refused('user and password belong together: one of them is missing.');
  }
  const timeout = toMilliseconds(options.timeout ?? '30s');
  if (!(timeout > 0)) throw refused('timeout is 0. Write for example 30s.');
  const hash = createHash('sha256')
    .update(JSON.stringify([server.host, server.port, sender, to]))
    .digest('hex')
    .slice(0, 8);
  const destination = `email ${server.host}:${server.port} #${hash}`;
  const source = plainText(options.source ?? hostname());
  const domain = sender.slice(sender.lastIndexOf('@') + 1);
  const messageId = (id: string): string => `<tidemark.${id}@${domain}>`;

  const send = async (mail: Mail, signal: AbortSignal): Promise<void> => {
    const { createTransport } = await import('./nodemailer.js');
    let socket: Socket | undefined;
    const end = (): void => void socket?.destroy(new Error('It is over.'));
    signal.addEventListener('abort', end, { once: true });
    const transport = createTransport({
      ...{ host: server.host, port: server.port, secure: server.secure },
      requireTLS: tls === 'required',
      ignoreTLS: tls === 'none',
      // Where it may be in the clear, a certificate that nobody vouches for is no worse.
      tls: { rejectUnauthorized: server.secure || tls === 'required' },
      ...(user !== undefined && password !== undefined && { auth: { user, pass: password } }),
      disableFileAccess: true,
      disableUrlAccess: true,
      // A connection of our own: one that can be ended.
      getSocket: (_, done) => {
        const opened = connect({ host: server.host, port: server.port });
        socket = opened;
        const failed = (error: Error): void => done(error, undefined);
        opened.once('error', failed);
        opened.once('connect', () => {
          opened.removeListener('error', failed);
          done(null, { connection: opened });
        });
        if (signal.aborted) end();
      },
    });
    try {
      const info = await transport.sendMail({
        from: name === '' ? sender : { name, address: sender },
        to: [...to],
        envelope: { from: sender, to: [...to] },
        messageId: messageId(mail.id),
        ...(mail.follows !== undefined && {
          inReplyTo: messageId(mail.follows),
          references: messageId(mail.follows),
        }),
        subject: mail.subject,
        text: mail.text,
        ...(mail.html !== undefined && { html: mail.html }),
        ...(mail.urgent && { priority: 'high' as const }),
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
      const code = Number(/^\d{3}/.exec(info.response)?.[0] ?? 250);
      onAnswer?.({ status: code, text: plainText(info.response), retryAfter: undefined, date: undefined });
      const not = info.rejected.map(String);
      if (not.length > 0) onWarning?.(`${destination} takes no mail for ${not.map(plainText).join(', ')}.`);
    } finally {
      signal.removeEventListener('abort', end);
      socket?.destroy();
    }
  };

  return {
    name: options.name ?? destination,
    destination,
    guarantee: 'at least once',
    compose: (rows, { saved }, watermark) => {
      // Only what was composed here is kept for it.
      const threads: Threads = new Map(Object.entries((saved as Memory | undefined)?.threads ?? {}));
      const composed = batchRows(rows, saved, watermark, {
        ...{ every: 0, max: 1, initial },
        write: ([row = '']) => mailOf(noticeOf(row), threads, { source, link, html }),
      });
      return {
        ...composed,
        saved: { ...(composed.saved as object), threads: Object.fromEntries(threads) },
      };
    },
    write: ({ body }, stop) =>
      within(clock, timeout, stop, (signal) =>
        send(body as Mail, signal).catch((error: unknown) => {
          if (stop.aborted) throw stoppedWriting(destination);
          const failure = mailFailure(destination, error, signal.aborted ? timeout : undefined, [
            ...(password === undefined ? [] : [password]),
            ...(user === undefined ? [] : [user]),
          ]);
          const { code, said } = failure;
          if (code !== undefined)
            onAnswer?.({ status: code, text: said, retryAfter: undefined, date: undefined });
          throw failure.error;
        }),
      ),
    close: async () => undefined,
  };
};

const refused = (message: string): TidemarkError => new TidemarkError('bad-options', `email: ${message}`);
