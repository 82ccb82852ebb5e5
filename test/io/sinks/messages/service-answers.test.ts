import { expect, it } from 'vitest';
import { discordSink } from '../../../../src/io/sinks/messages/discord-sink.js';
import { ntfySink } from '../../../../src/io/sinks/messages/ntfy-sink.js';
import { opsgenieSink } from '../../../../src/io/sinks/messages/opsgenie-sink.js';
import { pagerDutySink } from '../../../../src/io/sinks/messages/pagerduty-sink.js';
import { slackSink } from '../../../../src/io/sinks/messages/slack-sink.js';
import { teamsSink } from '../../../../src/io/sinks/messages/teams-sink.js';
import { telegramSink } from '../../../../src/io/sinks/messages/telegram-sink.js';
import type { Delivery, Emitted, Sink } from '../../../../src/io/sinks/sink.js';
import { TidemarkError } from '../../../../src/operators/tidemark-error.js';
import { messageServer, type SaidAnswer } from '../../../servers/message-server.js';
import { type ServiceName, STAND_INS } from '../../../servers/message-services.js';
import { composeWith, writeTo } from '../../../support/drive-sink.js';

const TOKEN = '123456:ABC-DEF';
const SINKS: Readonly<Partial<Record<ServiceName, (origin: string) => Sink>>> = {
  slack: (origin) => slackSink({ url: `${origin}/services/T0/B0/verysecret` }),
  discord: (origin) => discordSink({ url: `${origin}/api/webhooks/1/verysecret` }),
  teams: (origin) => teamsSink({ url: `${origin}/workflows/verysecret?sig=othersecret` }),
  pagerduty: (origin) =>
    pagerDutySink({ routingKey: 'verysecret'.padEnd(32, '0'), url: `${origin}/v2/enqueue` }),
  opsgenie: (origin) => opsgenieSink({ apiKey: 'verysecret', url: origin }),
  ntfy: (origin) => ntfySink({ url: `${origin}/verysecret`, token: 'othersecret' }),
  telegram: (origin) => telegramSink({ token: TOKEN, chat: '-100', url: origin }),
};

const firing: Emitted = {
  pipeline: 'web',
  stream: 'traffic',
  id: 'a',
  row: { time: 0, alert: 'busy', was: 'ok', state: 'firing', because: [], message: 'It is busy.' },
};

const told = async (name: ServiceName, ...answers: readonly SaidAnswer[]) => {
  const server = await messageServer(STAND_INS[name]);
  const sink = SINKS[name]?.(server.origin);
  if (sink === undefined) throw new Error(`There is no ${name}.`);
  server.answerWith(...answers);
  const [delivery] = composeWith(sink, [firing], undefined, 0).deliveries as [Delivery];
  const error: unknown = await writeTo(sink, delivery).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  await sink.close();
  if (error !== undefined && !(error instanceof TidemarkError)) throw error;
  expect(`${sink.name} ${sink.destination} ${error?.message}`).not.toMatch(/verysecret|othersecret|ABC-DEF/);
  return { error, taken: server.taken.length };
};

it.each([
  [
    'slack',
    { status: 429, headers: { 'retry-after': '30' }, body: 'rate_limited' },
    30_000,
    /429 \(rate_limited\)/,
  ],
  [
    'discord',
    { status: 429, body: '{"message":"You are being rate limited.","retry_after":1.5,"global":false}' },
    1500,
    /rate limited/,
  ],
  [
    'telegram',
    {
      status: 429,
      body: '{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 7","parameters":{"retry_after":7}}',
    },
    7000,
    /retry after 7/,
  ],
  [
    'ntfy',
    { status: 429, body: '{"code":42901,"http":429,"error":"limit reached: too many requests"}' },
    undefined,
    /limit reached/,
  ],
  ['pagerduty', { status: 500, body: '' }, undefined, /answered 500\./],
  [
    'teams',
    {
      status: 200,
      body: 'Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429',
    },
    undefined,
    /429/,
  ],
] as const)('%s is told again later: %o', async (name, answer, wait, words) => {
  const { error } = await told(name, answer);
  expect(error).toMatchObject({ code: 'undeliverable', retryable: true, retryAfter: wait });
  expect(error?.message).toMatch(words);
});

it.each([
  ['slack', { status: 404, body: 'no_service' }, /refused the rows with 404 \(no_service\)/],
  ['discord', { status: 404, body: '{"message":"Unknown Webhook","code":10015}' }, /Unknown Webhook/],
  [
    'telegram',
    {
      status: 400,
      body: `{"ok":false,"error_code":400,"description":"Bad Request: chat not found ${TOKEN}"}`,
    },
    /chat not found \[redacted\]/,
  ],
  [
    'pagerduty',
    {
      status: 400,
      body: '{"status":"invalid event","message":"Event object is invalid","errors":["\'payload.source\' is missing"]}',
    },
    /invalid, 'payload\.source' is missing/,
  ],
  [
    'opsgenie',
    { status: 422, body: '{"message":"Request body is not processable","took":0.1}' },
    /not processable/,
  ],
  ['ntfy', { status: 403, body: '{"code":40301,"http":403,"error":"forbidden"}' }, /forbidden/],
  ['teams', { status: 400, body: '<html>secret page</html>' }, /refused the rows with 400\./],
] as const)('%s refuses for good: %o', async (name, answer, words) => {
  const { error } = await told(name, answer);
  expect(error).toMatchObject({ code: 'undeliverable', retryable: false });
  expect(error?.message).toMatch(words);
});

it.each(Object.keys(SINKS) as ServiceName[])('%s takes what its documentation allows', async (name) => {
  expect(await told(name)).toEqual({ error: undefined, taken: 1 });
});
