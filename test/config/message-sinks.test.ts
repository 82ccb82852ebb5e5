import { describe, expect, it } from 'vitest';
import { buildPipeline } from '../../src/config/compile/build-pipeline.js';
import { planConfig } from '../../src/config/compile/plan-config.js';
import { parseYaml } from '../../src/config/document/parse-yaml.js';
import { builtParts } from '../../src/config/parts/built-parts.js';
import { accessLogConfig } from '../../src/config/ready-made/access-log.js';
import { Secrets } from '../../src/config/secrets.js';
import { virtualClock } from '../../src/testing/virtual-clock.js';

const config = (sinks: string, notify = '[]', to = '[]'): string => `version: 1
sinks: ${sinks}
notify: ${notify}
pipelines:
  web:
    source: { stdin: true, format: access-log }
    streams:
      traffic:
        window: 10s
        measure: { hits: count() }
        to: ${to}
        alerts: { busy: { value: hits, above: 3 } }
`;

const said = (sinks: string, notify?: string, to?: string, environment = {}): readonly string[] => {
  const [parsed] = parseYaml('t.yaml', config(sinks, notify, to));
  if (parsed?.document === undefined) throw new Error('The config is no YAML.');
  const options = { parts: builtParts, environment, secrets: new Secrets(), offline: true };
  return [...parsed.diagnostics, ...planConfig(parsed.document, options).diagnostics].map(
    ({ severity, message, suggestion = '' }) => `${severity}: ${message} ${suggestion}`.trim(),
  );
};

describe('check', () => {
  it.each([
    [
      '{ x: { slack: "hooks.slack.com/services/T/B/x" } }',
      /error: An address is wanted here, such as https:\/\/hooks\.slack\.com/,
    ],
    [
      '{ x: { slack: "https://hooks.slack.com/x", mention: "@here" } }',
      /error: mention is "@here": write here, channel/,
    ],
    [
      '{ x: { slack: "https://hooks.slack.com/x", max: 30 } }',
      /error: batch\.max is 30: pass a whole number from 1 to 10/,
    ],
    [
      '{ x: { discord: "https://discord.com/api/webhooks/1/x", link: "javascript:x" } }',
      /error: link is no address/,
    ],
    ['{ x: { pagerduty: "too-short" } }', /error: The routing key is not one of the Events API v2/],
    ['{ x: { routing_key: abc } }', /pagerduty/],
    ['{ x: { telegram: "123456:ABC", chat: ops } }', /error: chat is no chat/],
    ['{ x: { telegram: "123456:ABC", chat_id: "-1" } }', /it is called "chat" here/],
    ['{ x: { telegram: "123456:ABC" } }', /chat/],
    ['{ x: { ntfy: "https://ntfy.sh/" } }', /error: The address has no topic/],
    ['{ x: { alertmanager: "http://am:9093", labels: { a-b: c } } }', /error: "a-b" is no label/],
    ['{ x: { opsgenie: "a b" } }', /error: The key holds other/],
  ])('says of %s what is wrong', (sinks, words) => {
    expect(said(sinks, '[x]').join('\n')).toMatch(words);
  });

  it.each([
    ['"https://hooks.slack.com/services/T/B/x"', 'write { slack: "https://hooks.slack.com/services/T/B/x" }'],
    ['hooks.slack.com/services/T/B/x', 'write { slack: "https://hooks.slack.com/services/T/B/x" }'],
    ['"https://discord.com/api/webhooks/1/x"', 'write { discord: "https://discord.com/api/webhooks/1/x" }'],
    ['"https://contoso.webhook.office.com/x"', 'write { teams: "https://contoso.webhook.office.com/x" }'],
    ['"https://ntfy.sh/ops"', 'write { ntfy: "https://ntfy.sh/ops" }'],
    ['"http://alertmanager:9093"', 'write { alertmanager: "http://alertmanager:9093" }'],
    ['"https://events.pagerduty.com/v2/enqueue"', 'write { pagerduty: "${file:/run/secrets/routing_key}" }'],
    [
      '"https://api.telegram.org/bot1:x/sendMessage"',
      'write { telegram: "${file:/run/secrets/bot_token}", chat: "-100…" }',
    ],
    ['"https://example.com/hook"', 'write { http: "https://example.com/hook" }'],
  ])('knows whose address %s is where a name is wanted', (notify, suggestion) => {
    expect(said('{}', `[${notify}]`)).toEqual([expect.stringContaining(suggestion)]);
  });

  it('says that a service has an output of its own', () => {
    expect(said('{ x: { http: "https://hooks.slack.com/services/T/B/x" } }', '[x]')).toEqual([
      'warning: There is an output made for this: it escapes what comes from rows, and says that an alert has recovered. write { slack: "…" }',
    ]);
    expect(said('{ x: { http: "https://example.com/hook" } }', '[x]')).toEqual([]);
  });

  it('says so of an address from outside, too, and not where it is said what values stand in', () => {
    const hook = 'https://hooks.slack.com/services/T/B/x';
    const [warning] = said('{ x: { http: "${HOOK}" } }', '[x]', '[]', { HOOK: hook });
    expect(warning).toContain('There is an output made for this');
    expect(warning).not.toContain('hooks');
    expect(said(`{ x: { http: "${hook}", escape: slack } }`, '[x]')).toEqual([]);
  });

  it('warns of rows that go to what takes alerts alone', () => {
    const pager = '{ x: { pagerduty: "0123456789abcdef0123456789abcdef" } }';
    expect(said(pager, '[x]', '[x]')).toEqual([
      'warning: x takes what alerts say, and rows of traffic come to it: they are left out. name it in notify, and take it out of to, rejected and dead_letters',
    ]);
    expect(said(pager, '[x]')).toEqual([]);
    expect(said('{ x: { ntfy: "https://ntfy.sh/ops" } }', '[x]', '[x]')).toEqual([]);
  });

  it('is given the address of a service by the access log, too', () => {
    const outputAt = (webhook: string): string => {
      const [seconds, threshold] = [10_000, { events: 1, milliseconds: 1000 }];
      const times = { period: seconds, window: seconds, lateness: seconds, idle: seconds };
      const options = { ...times, path: '-', format: 'access-log', threshold, top: 10, zone: 'UTC', webhook };
      return JSON.stringify(accessLogConfig(options));
    };
    expect(outputAt('https://hooks.slack.com/x')).toContain('{"slack":"https://hooks.slack.com/x"}');
    expect(outputAt('https://example.com/x')).toContain('{"http":"https://example.com/x","body"');
  });
});

it('an output is told which alerts there are, also where only some states come to it', () => {
  const [parsed] = parseYaml(
    't.yaml',
    config('{ x: { alertmanager: "http://alertmanager:9093" } }').replace(
      'above: 3',
      'above: 3, notify: [{ to: x, only: firing }]',
    ),
  );
  if (parsed?.document === undefined) throw new Error('The config is no YAML.');
  let hasAlert: ((stream: string, alert: string) => boolean) | undefined;
  const sinks = builtParts.sinks.map((part) => ({
    ...part,
    build: (settings: never, context: Parameters<typeof part.build>[1]) => {
      hasAlert = context.hasAlert;
      return part.build(settings, context);
    },
  }));
  const parts = { ...builtParts, sinks };
  const options = { parts, environment: {}, secrets: new Secrets(), offline: true };
  const { plan, diagnostics } = planConfig(parsed.document, options);
  expect(diagnostics).toEqual([]);
  const [only] = plan?.pipelines ?? [];
  if (only === undefined) throw new Error('There is no pipeline.');
  const say = (): void => undefined;
  const context = {
    clock: virtualClock(),
    warn: say,
    inform: say,
    json: true,
    colours: false,
    remembers: false,
  };
  buildPipeline(only, parts, context);
  expect(hasAlert?.('traffic', 'busy')).toBe(true);
  expect(hasAlert?.('traffic', 'gone')).toBe(false);
  expect(hasAlert?.('gone', 'busy')).toBe(false);
});
