import type * as z from 'zod';
import type { ServiceOptions } from '../../../io/sinks/messages/service-sink.js';
import type { Sink } from '../../../io/sinks/sink.js';
import { positiveDuration } from '../../settings/duration-setting.js';
import { countSetting, flagSetting, oneOrMore, textSetting } from '../../settings/map-setting.js';
import { canConnect } from '../can-connect.js';
import { objectionsTo } from '../objections-to.js';
import type { SinkContext, SinkPart } from '../part.js';

/** What every service can be told. */
export const ofServices = () => ({
  timeout: positiveDuration().optional().describe('For one whole request. Default: 10s.'),
  source: textSetting('The name of a machine is wanted here.')
    .optional()
    .describe(
      'The machine that messages name, and by which incidents are told apart. Default: the name of the host at the first commit, which is remembered.',
    ),
  initial: flagSetting()
    .optional()
    .describe(
      'Sends also that all is well at the start, which closes what an earlier run left open. Default: true for pagerduty, opsgenie and alertmanager, else false.',
    ),
});

/** How messages go together. */
export const together = () => ({
  batch: positiveDuration().optional().describe('What comes within this time goes together.'),
  max: countSetting('A whole number above 0 is wanted here.')
    .optional()
    .describe('So much goes into one message. Default: 10; of alertmanager 100.'),
});

export const linkSettings = () => ({
  link: textSetting('An address is wanted here, such as https://wiki.example.com/runbook.')
    .optional()
    .describe('Where every message leads to, such as a runbook.'),
});

export const mentionSetting = (who: string) =>
  oneOrMore(textSetting(`${who} is wanted here.`))
    .optional()
    .describe(`Who is mentioned when an alert fires: ${who}.`);

export const addressSetting = (example: string, about: string) =>
  textSetting(`An address is wanted here, such as ${example}.`)
    .regex(/^(https?:\/\/|\$\{)/i, { error: `An address is wanted here, such as ${example}.` })
    .meta({ examples: [example] })
    .describe(about);

interface Common {
  readonly timeout?: number | undefined;
  readonly source?: string | undefined;
  readonly initial?: boolean | undefined;
  readonly batch?: number | undefined;
  readonly max?: number | undefined;
}

interface MessagePart<S> {
  readonly name: string;
  settings(this: void): z.ZodType<S>;
  readonly onlyAlerts?: true;
  /** A setting is to blame where what is wrong begins with its name. */
  readonly keys: readonly string[];
  sink(given: S, common: ServiceOptions, context: Pick<SinkContext, 'warn' | 'hasAlert'>): Sink;
  /** Where it goes to, where that is an address. */
  address(given: S): string;
}

/** The part of a config that is a service of messages. */
export const messagePart = <S extends Common>(made: MessagePart<S>): SinkPart<S> => {
  const { name, settings, onlyAlerts, keys, sink, address } = made;
  return {
    name,
    guarantee: 'at least once',
    get settings() {
      return settings();
    },
    ...(onlyAlerts !== undefined && { onlyAlerts }),
    objections: (given) =>
      objectionsTo(
        () => sink(given, commonOf(given), { warn: () => undefined }),
        (said) => {
          const message = said.replace(/^(?:\w+|HTTP sink): /, '');
          if (message.startsWith('batch.max')) return ['max', message];
          const key = keys.find((one) => message.startsWith(`${one} `));
          return key === undefined ? [name, sentence(message)] : [key, message];
        },
      ),
    build: (given, context) => {
      const { name: called, clock, onAnswer } = context;
      return sink(
        given,
        {
          ...commonOf(given),
          clock,
          ...(called !== undefined && { name: called }),
          ...(onAnswer !== undefined && { onAnswer }),
        },
        context,
      );
    },
    probe: (given) => canConnect(new URL(address(given))),
  };
};

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const commonOf = ({ timeout, source, initial, batch, max }: Common): ServiceOptions => ({
  ...(timeout !== undefined && { timeout }),
  ...(source !== undefined && { source }),
  ...(initial !== undefined && { initial }),
  batch: { ...(batch !== undefined && { every: batch }), ...(max !== undefined && { max }) },
});
