import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EmailSinkOptions, emailSink } from '../../../../src/io/sinks/messages/email-sink.js';
import { plainLines } from '../../../../src/io/sinks/messages/plain-text.js';
import type { Emitted, Sink } from '../../../../src/io/sinks/sink.js';
import { TidemarkError } from '../../../../src/operators/tidemark-error.js';
import { type MailServer, mailServer } from '../../../servers/mail-server.js';
import { composeWith, writeTo } from '../../../support/drive-sink.js';
import { HOSTILE_TEXTS } from '../../../support/hostile-texts.js';

const sinkAt = ({ port }: Pick<MailServer, 'port'>, options: Partial<EmailSinkOptions> = {}): Sink =>
  emailSink({
    to: ['ops@example.com'],
    from: 'Tidemark <tidemark@example.com>',
    smtp: `smtp://127.0.0.1:${port}`,
    source: 'host-1',
    ...options,
  });

const emitted = (row: object, id: string): Emitted => ({
  pipeline: 'web',
  stream: 'traffic',
  id,
  row: { time: 0, alert: 'busy', was: 'ok', state: 'firing', because: [], message: 'It is busy.', ...row },
});

const send = async (sink: Sink, rows: readonly Emitted[], saved?: unknown): Promise<unknown> => {
  const composed = composeWith(sink, rows, saved, 0);
  for (const delivery of composed.deliveries) await writeTo(sink, delivery);
  return composed.saved;
};

const failureOf = async (sink: Sink, text = 'a'): Promise<TidemarkError> => {
  const error: unknown = await send(sink, [emitted({ message: text }, 'a')]).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof TidemarkError)) throw error;
  return error;
};

describe('an alert', () => {
  it('is one thread from firing to recovery, with the same subject, and the next time another', async () => {
    const server = await mailServer({ disabledCommands: [] });
    const sink = sinkAt(server);
    const key = { path: '/a' };
    const saved = await send(sink, [
      emitted({ key, severity: 'page' }, '1'),
      emitted({ key: { path: '/b' } }, '2'),
      emitted({ key, reminder: true }, '3'),
    ]);
    // After a restart, too.
    await send(sinkAt(server), [emitted({ key, state: 'ok' }, '4'), emitted({ key }, '5')], saved);
    const [first, other, still, over, again] = server.mails.map(({ headers }) => ({
      id: headers['message-id']?.[0],
      to: headers['in-reply-to']?.[0],
      references: headers.references?.[0],
      subject: headers.subject?.[0],
    }));
    expect(first).toMatchObject({ subject: '[web] Busy: /a', to: undefined, references: undefined });
    // It was offered, and is used, whoever vouches for it.
    expect(server.mails.every(({ secure }) => secure)).toBe(true);
    expect(first?.id).toMatch(/^<tidemark\.[\da-f]{40}@example\.com>$/);
    expect(other).toMatchObject({ subject: '[web] Busy: /b', to: undefined });
    for (const one of [still, over])
      expect(one).toMatchObject({ subject: 'Re: [web] Busy: /a', to: first?.id, references: first?.id });
    expect(again).toMatchObject({ subject: '[web] Busy: /a', to: undefined });
    expect(again?.id).not.toBe(first?.id);
    expect(server.mails.map(({ headers }) => headers.importance?.[0])).toEqual([
      'High',
      'High',
      undefined,
      undefined,
      'High',
    ]);
    expect(server.mails[3]?.parts['text/plain']).toBe(
      '🟢 Resolved: Busy\n\nIt is busy.\n\npath: /a\ntime: 1970-01-01T00:00:00.000Z\npipeline: web / traffic\nmachine: host-1\n',
    );
  });

  it('is shown as text, whatever it says, and puts nothing into headers', async () => {
    const server = await mailServer();
    const text = fc.oneof(fc.constantFrom(...HOSTILE_TEXTS), fc.string({ unit: 'binary', maxLength: 200 }));
    const sink = sinkAt(server, { html: true });
    await fc.assert(
      fc.asyncProperty(text, text, text, async (message, path, severity) => {
        await send(sink, [emitted({ message, key: { path }, severity }, 'a')]);
        const mail = server.mails.at(-1);
        if (mail === undefined) throw new Error('There is no mail.');
        const { to, headers, parts } = mail;
        expect(to).toEqual(['ops@example.com']);
        expect(Object.keys(headers).toSorted()).toEqual(
          ['auto-submitted', 'content-type', 'date', 'from', 'message-id', 'mime-version', 'subject', 'to']
            .concat('importance' in headers ? ['importance', 'x-msmail-priority', 'x-priority'] : [])
            .toSorted(),
        );
        expect(headers.subject?.[0]).toMatch(/^\[web\] Busy/);
        expect(headers.subject?.[0]?.length).toBeLessThanOrEqual(200);
        const said = plainLines(message) || 'Busy';
        const start = said.slice(0, 300).replace(/\p{Cs}$/u, '');
        expect(parts['text/plain']).toContain(`Firing: Busy\n\n${start}`);
        expect(parts['text/html']).not.toMatch(
          /<(?!\/?(?:h3|p|small|br)\b)|<p (?!style="white-space:pre-wrap">)/,
        );
      }),
      { numRuns: 20 },
    );
  });
});

describe('a server', () => {
  it('that takes it later is asked again, with the same Message-ID; one that refuses is not', async () => {
    const server = await mailServer();
    const sink = sinkAt(server);
    const [delivery] = composeWith(sink, [emitted({}, 'a')], undefined, 0).deliveries;
    if (delivery === undefined) throw new Error('There is no delivery.');
    server.refuseWith({ code: 450, text: 'mailbox busy' }, { code: 550, text: 'no such user' });
    await expect(writeTo(sink, delivery)).rejects.toMatchObject({
      retryable: true,
      message: /450 mailbox busy/,
    });
    await expect(writeTo(sink, delivery)).rejects.toMatchObject({
      retryable: false,
      message: /550 no such user/,
    });
    await writeTo(sink, delivery);
    await writeTo(sink, delivery);
    expect(new Set(server.mails.map(({ headers }) => headers['message-id']?.[0])).size).toBe(1);
  });

  it('is told who it is, and nobody else reads the password', async () => {
    const server = await mailServer({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _, done) =>
        password === 'very secret' ? done(null, { user: username }) : done(new Error(`Not with ${password}`)),
    });
    const auth = { user: 'tidemark', password: 'very secret\n', tls: 'allowed' } as const;
    await send(sinkAt(server, auth), [emitted({}, 'a')]);
    expect(server.mails[0]?.user).toBe('tidemark');
    const error = await failureOf(sinkAt(server, { ...auth, password: 'other secret' }));
    expect(error).toMatchObject({ retryable: false });
    expect(error.message).not.toContain('other secret');
    expect((await failureOf(sinkAt(server, { ...auth, tls: 'required' }))).message).toMatch(
      /it offers no TLS/,
    );
    // The default, with a password.
    expect(await failureOf(sinkAt(server, { user: 'tidemark', password: 'very secret' }))).toBeInstanceOf(
      TidemarkError,
    );
    expect(server.mails).toHaveLength(1);
  });

  it('that is not there, or says nothing, is tried again', async () => {
    const gone = await failureOf(sinkAt({ port: 1 }));
    expect(gone).toMatchObject({ retryable: true, message: /^Cannot reach email 127\.0\.0\.1:1 #/ });
    const server = await mailServer({ onConnect: () => undefined });
    const slow = await failureOf(sinkAt(server, { timeout: '50ms' }));
    expect(slow).toMatchObject({ retryable: true, message: /no answer within 50 ms/ });
  });
});

it.each([
  [{ to: ['a b'] }, /to is no list/],
  [{ to: ['a@x.example\r\nBcc: b@x.example'] }, /to is no list/],
  [{ from: 'nobody' }, /from is no address/],
  [{ from: 'x\r\nBcc: y <a@x.example>' }, /from is no address/],
  [{ smtp: 'http://x.example' }, /smtp is no address/],
  [{ user: 'x' }, /belong together/],
  [{ link: 'javascript:x' }, /link is no address/],
])('refuses %o', (options, words) => {
  expect(() => sinkAt({ port: 25 }, options)).toThrow(words);
});
