import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { onTestFinished } from 'vitest';

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** Header lines, unfolded, by their names in small letters; a list, since a header may be there twice. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  /** The decoded text of each part, by its type. */
  readonly parts: Readonly<Record<string, string>>;
  readonly user: string | undefined;
  readonly secure: boolean;
}

export interface MailServer {
  readonly port: number;
  readonly mails: readonly ReceivedMail[];
  /** Answers the next recipients so. */
  refuseWith(...answers: readonly { readonly code: number; readonly text: string }[]): void;
}

/** A mail server on a port of its own, up to the end of the running test. */
export const mailServer = async (options: SMTPServerOptions = {}): Promise<MailServer> => {
  const mails: ReceivedMail[] = [];
  const answers: { readonly code: number; readonly text: string }[] = [];
  const server = new SMTPServer({
    authOptional: true,
    // Which costs more than the mail.
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    // For connections that a test has left open.
    closeTimeout: 10,
    ...options,
    onRcptTo: (_, __, done) => {
      const answer = answers.shift();
      done(
        answer === undefined ? null : Object.assign(new Error(answer.text), { responseCode: answer.code }),
      );
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          ...readMail(Buffer.concat(chunks).toString('latin1')),
          user: session.user,
          secure: session.secure,
        });
        done();
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise((resolve) => server.close(resolve)));
  return {
    // Listening on a port makes it an address with one.
    port: (server.server.address() as AddressInfo).port,
    mails,
    refuseWith: (...more) => void answers.push(...more),
  };
};

type Read = Pick<ReceivedMail, 'headers' | 'parts'>;

const readMail = (raw: string): Read => {
  const [, head = '', body = ''] = /^(.*?)\r\n\r\n(.*)$/s.exec(raw) ?? [];
  const headers: Record<string, string[]> = {};
  for (const line of head.replace(/\r\n[ \t]+/g, ' ').split('\r\n')) {
    const [, name = '', value = ''] = /^([^:]*):\s*(.*)$/.exec(line) ?? [];
    const key = name.toLowerCase();
    headers[key] = [...(headers[key] ?? []), words(value)];
  }
  const [type = 'text/plain'] = headers['content-type'] ?? [];
  const [, boundary] = /boundary="([^"]+)"/.exec(type) ?? [];
  if (boundary !== undefined) {
    const inner = body
      .split(`--${boundary}`)
      .slice(1, -1)
      .map((part) => readMail(part.replace(/^\r\n/, '')));
    return { headers, parts: Object.assign({}, ...inner.map(({ parts }) => parts)) };
  }
  const text = decode(body, headers['content-transfer-encoding']?.[0] ?? '7bit');
  return { headers, parts: { [type.replace(/;.*$/, '')]: text.replace(/\r\n/g, '\n') } };
};

const decode = (body: string, encoding: string): string => {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString();
  const bytes =
    encoding === 'quoted-printable'
      ? body
          .replace(/=\r\n/g, '')
          .replace(/=([\dA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
      : body;
  return Buffer.from(bytes, 'latin1').toString();
};

/** Encoded words, as RFC 2047 has them. */
const words = (value: string): string =>
  value.replace(/\?=\s+=\?/g, '?==?').replace(/(?:=\?utf-8\?[bq]\?[^?]*\?=)+/gi, (run) =>
    Buffer.concat(
      [...run.matchAll(/=\?utf-8\?([bq])\?([^?]*)\?=/gi)].map(([, kind = '', text = '']) =>
        kind.toLowerCase() === 'b'
          ? Buffer.from(text, 'base64')
          : Buffer.from(
              text
                .replaceAll('_', ' ')
                .replace(/=([\dA-F]{2})/gi, (_, hex: string) =>
                  String.fromCharCode(Number.parseInt(hex, 16)),
                ),
              'latin1',
            ),
      ),
    ).toString(),
  );
