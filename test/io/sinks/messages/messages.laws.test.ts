import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HttpContent } from '../../../../src/io/sinks/http/body-template.js';
import { alertmanagerSink } from '../../../../src/io/sinks/messages/alertmanager-sink.js';
import { discordSink } from '../../../../src/io/sinks/messages/discord-sink.js';
import { ntfySink } from '../../../../src/io/sinks/messages/ntfy-sink.js';
import { opsgenieSink } from '../../../../src/io/sinks/messages/opsgenie-sink.js';
import { pagerDutySink } from '../../../../src/io/sinks/messages/pagerduty-sink.js';
import { plainLines } from '../../../../src/io/sinks/messages/plain-text.js';
import { slackSink } from '../../../../src/io/sinks/messages/slack-sink.js';
import { teamsSink } from '../../../../src/io/sinks/messages/teams-sink.js';
import { telegramSink } from '../../../../src/io/sinks/messages/telegram-sink.js';
import type { Emitted, Sink } from '../../../../src/io/sinks/sink.js';
import { type ServiceName, STAND_INS } from '../../../servers/message-services.js';
import { composeWith } from '../../../support/drive-sink.js';
import { HOSTILE_TEXTS } from '../../../support/hostile-texts.js';

const source = 'host-1';
const SINKS: Readonly<Record<ServiceName, Sink>> = {
  slack: slackSink({ url: 'https://slack.example/services/x', source }),
  discord: discordSink({ url: 'https://discord.example/api/webhooks/1/x', source }),
  teams: teamsSink({ url: 'https://teams.example/workflows/x', source }),
  pagerduty: pagerDutySink({ routingKey: '0123456789abcdef0123456789abcdef', source }),
  opsgenie: opsgenieSink({ apiKey: '01234567-89ab', source }),
  alertmanager: alertmanagerSink({ url: 'http://alertmanager.example:9093', source }),
  ntfy: ntfySink({ url: 'https://ntfy.example/ops', source }),
  telegram: telegramSink({ token: '123456:ABC-DEF', chat: '-100', source }),
};

const text = fc.oneof(
  fc.constantFrom(...HOSTILE_TEXTS),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: fc.constantFrom(...'<>&*_~`|@#!/\\[](){}"\'.:\n 👩‍🚀é\u202ex'), maxLength: 6000 }),
  fc.array(fc.constantFrom(...HOSTILE_TEXTS), { maxLength: 4 }).map((parts) => parts.join(' ')),
);

const transition = fc.record({
  time: fc.constantFrom(0, 1_770_000_000_000, -1),
  alert: fc.constantFrom('high-traffic', 'a'),
  was: fc.constant('ok' as const),
  state: fc.constantFrom('firing' as const, 'ok' as const),
  reminder: fc.constantFrom(undefined, true as const),
  value: fc.constantFrom(null, 1, 0.5, Number.NaN),
  threshold: fc.constantFrom(null, 1),
  key: fc.oneof(fc.constant(undefined), fc.dictionary(fc.string({ maxLength: 20 }), text, { maxKeys: 4 })),
  severity: fc.oneof(fc.constant(undefined), fc.constantFrom('page', 'P3', 'warn'), text),
  message: text,
  because: fc.constant([]),
});

const emitted = (row: unknown, i = 0): Emitted => ({ pipeline: 'web', stream: 'traffic', id: `i${i}`, row });

const contentsOf = (sink: Sink, rows: readonly Emitted[]): readonly HttpContent[] =>
  composeWith(sink, rows, undefined, 0).deliveries.map(({ body }) => body as HttpContent);

const requestOf = (name: ServiceName, { type, text: body, path }: HttpContent) => ({
  path: path ?? PATHS[name] ?? '/',
  headers: { 'content-type': type, authorization: 'GenieKey x' },
  // What is added when it is sent.
  body: body.replace(/^\{/, `{${ADDED[name] ?? ''}`),
});
const ADDED: Partial<Record<ServiceName, string>> = {
  pagerduty: `"routing_key":"${'0'.repeat(32)}",`,
  ntfy: '"topic":"ops",',
};
const TITLES = { 'high-traffic': 'High traffic', a: 'A' };
const PATHS: Partial<Record<ServiceName, string>> = {
  discord: '/api/webhooks/1/x?wait=true',
  opsgenie: '/v2/alerts',
  alertmanager: '/api/v2/alerts',
  telegram: '/bot1:x/sendMessage',
};

/** The text as it was, or its beginning, cut between two characters, and said so. */
const isShownAs = (shown: string, message: string): boolean => {
  if (shown === message) return true;
  const [, beginning] = /^(.*)…(?: \(cut, \d+ characters\))?$/s.exec(shown) ?? [];
  return beginning !== undefined && beginning.length < message.length && message.startsWith(beginning);
};

describe.each(Object.entries(SINKS) as [ServiceName, Sink][])('%s', (name, sink) => {
  it('shows any text as text, within what the service takes', () => {
    fc.assert(
      fc.property(fc.array(transition, { minLength: 1, maxLength: 4 }), (rows) => {
        const contents = contentsOf(
          sink,
          rows.map((row, i) => emitted(row, i)),
        );
        const shown: string[] = [];
        for (const content of contents) {
          expect(STAND_INS[name].faults(requestOf(name, content))).toEqual([]);
          expect(STAND_INS[name].obeyed(content.text)).toEqual([]);
          shown.push(...STAND_INS[name].shown(content.text));
        }
        const said = rows
          .filter(({ state }) => name !== 'pagerduty' || state === 'firing')
          .map(({ message, alert }) => plainLines(message) || TITLES[alert]);
        expect(shown).toHaveLength(said.length);
        for (const [i, one] of shown.entries()) {
          const wanted = said[i] ?? '';
          if (!isShownAs(one, wanted)) expect(one).toBe(wanted);
          expect(one).not.toMatch(/\p{Cs}/u);
        }
      }),
      { numRuns: 20 },
    );
  });
});
