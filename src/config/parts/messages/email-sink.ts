import * as z from 'zod';
import { emailSink as email } from '../../../io/sinks/messages/email-sink.js';
import { smtpServerOf } from '../../../io/sinks/messages/smtp-server-of.js';
import type { Sink } from '../../../io/sinks/sink.js';
import { late } from '../../settings/late.js';
import { flagSetting, oneOrMore, textSetting } from '../../settings/map-setting.js';
import { sinkSetting } from '../../settings/sink-setting.js';
import { canConnectTo } from '../can-connect.js';
import { objectionsTo } from '../objections-to.js';
import type { SinkContext, SinkPart } from '../part.js';
import { linkSettings, ofServices } from './message-part.js';

const settings = late(() => {
  const { timeout, source, initial } = ofServices();
  return sinkSetting({
    email: oneOrMore(textSetting('An address is wanted here, such as ops@example.com.')).describe(
      'Who is told: one address, or a list.',
    ),
    from: textSetting('An address is wanted here, such as tidemark@example.com.').describe(
      'Who it is from: an address, or Name <address>.',
    ),
    smtp: textSetting('A mail server is wanted here, such as smtp://mail.example.com:587.')
      .meta({ examples: ['smtp://mail.example.com:587', 'smtps://mail.example.com:465'] })
      .describe('The mail server.'),
    user: textSetting('The name of a user is wanted here.').optional().describe('Who logs in there.'),
    password: textSetting('A password is wanted here.').optional().describe('The password of user.'),
    tls: z
      .enum(['required', 'allowed', 'none'], { error: 'Write required, allowed or none.' })
      .optional()
      .describe(
        'Whether smtp:// must change to TLS: required, allowed (if the server offers it) or none. Default: required with a password, else allowed.',
      ),
    html: flagSetting().optional().describe('Sends it as HTML besides plain text. Default: false.'),
    ...linkSettings(),
    timeout: timeout.describe('For one whole exchange. Default: 30s.'),
    source: source.describe('The machine that mails name. Default: the name of the host.'),
    initial: initial.describe('Sends also that all is well at the start. Default: false.'),
  });
});

type Settings = z.output<ReturnType<typeof settings>>;

const build = (given: Settings, context?: SinkContext): Sink => {
  const { email: to, from, smtp, user, password, tls, html, link, timeout, source, initial } = given;
  return email({
    ...{ to: [to].flat(), from, smtp },
    ...(user !== undefined && { user }),
    ...(password !== undefined && { password }),
    ...(tls !== undefined && { tls }),
    ...(html !== undefined && { html }),
    ...(link !== undefined && { link }),
    ...(timeout !== undefined && { timeout }),
    ...(source !== undefined && { source }),
    ...(initial !== undefined && { initial }),
    ...(context !== undefined && { clock: context.clock, onWarning: context.warn }),
    ...(context?.name !== undefined && { name: context.name }),
    ...(context?.onAnswer !== undefined && { onAnswer: context.onAnswer }),
  });
};

const KEYS = ['from', 'smtp', 'user', 'link', 'timeout'];

/** Mail. */
export const emailSink: SinkPart<Settings> = {
  name: 'email',
  guarantee: 'at least once',
  get settings() {
    return settings();
  },
  objections: (given) =>
    objectionsTo(
      () => build(given),
      (said) => {
        const message = said.replace(/^email: /, '');
        return [KEYS.find((key) => message.startsWith(`${key} `)) ?? 'email', message];
      },
    ),
  build,
  probe: ({ smtp }) => {
    const { host, port } = smtpServerOf(smtp);
    return canConnectTo(host, port, `${host}:${port}`);
  },
};
