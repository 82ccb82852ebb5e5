import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { buildPipeline } from '../../src/config/compile/build-pipeline.js';
import { planConfig } from '../../src/config/compile/plan-config.js';
import { parseYaml } from '../../src/config/document/parse-yaml.js';
import { builtParts } from '../../src/config/parts/built-parts.js';
import { Secrets } from '../../src/config/secrets.js';
import { systemClock } from '../../src/io/clock.js';
import { run } from '../../src/pipelines/run.js';
import { mailServer } from '../servers/mail-server.js';
import { type MessageServer, messageServer } from '../servers/message-server.js';
import { type ServiceName, STAND_INS } from '../servers/message-services.js';
import { webhookServer } from '../servers/webhook-server.js';
import { HOSTILE_TEXTS } from '../support/hostile-texts.js';

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/alerts.md'), 'utf8');

/** The config of a recipe, by its heading. */
const recipe = (heading: string, nth = 0): string => {
  const [, after = ''] = PAGE.split(`\n### ${heading}\n`);
  const block = [...after.matchAll(/```yaml\n(.*?)```/gs)][nth]?.[1];
  if (block === undefined) throw new Error(`There is no recipe ${heading}.`);
  return block;
};

/** A path that fires, reminds and recovers; hostile paths fire and recover. */
const LOG = (paths: readonly string[]): string =>
  [
    ...[0, 1, 10, 11, 20, 21, 30, 31].flatMap((second) => paths.map((path) => [second, path] as const)),
    ...[90, 130].map((second) => [second, '/quiet'] as const),
  ]
    .map(([second, path]) => `${JSON.stringify({ time: 1_770_000_000_000 + second * 1000, path })}\n`)
    .join('');

/** Those that are short, and one that is not. */
const PATHS: readonly string[] = [...HOSTILE_TEXTS.filter(({ length }) => length < 200), '&<'.repeat(5000)];

const rest = (file: string): string => `
version: 1
pipelines:
  web:
    source: { file: ${JSON.stringify(file)}, format: jsonl, follow: false }
    streams:
      paths:
        by: [path]
        window: 10s
        measure: { hits: count() }
        alerts:
          too-many: { value: hits, above: 1, remind: 20s, severity: page, message: "{path}: {hits}" }
`;

const runRecipe = async (
  config: string,
  environment: Readonly<Record<string, string>>,
  overrides: Readonly<Record<string, string>> = {},
  paths = PATHS,
) => {
  const directory = await mkdtemp(join(tmpdir(), 'recipe-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const file = join(directory, 'log.jsonl');
  await writeFile(file, LOG(paths));
  const [parsed] = parseYaml('t.yaml', `${config}${rest(file)}`);
  if (parsed?.document === undefined) throw new Error('The recipe is no YAML.');
  const planned = planConfig(parsed.document, {
    parts: builtParts,
    environment,
    secrets: new Secrets(),
    offline: false,
    overrides: Object.entries(overrides).map(([path, value]) => ({ path: path.split('.'), value })),
  });
  expect([...parsed.diagnostics, ...planned.diagnostics]).toEqual([]);
  const [plan] = planned.plan?.pipelines ?? [];
  if (plan === undefined) throw new Error('There is no pipeline.');
  const warnings: string[] = [];
  const warn = (message: string): void => void warnings.push(message);
  const clock = systemClock();
  const context = { clock, warn, inform: () => undefined, json: true, colours: false, remembers: false };
  const balance = await run(buildPipeline(plan, builtParts, context), {
    clock,
    signal: new AbortController().signal,
    random: () => 0,
    onWarning: warn,
  });
  return { warnings, balance };
};

// biome-ignore lint/suspicious/noExplicitAny: bodies that the stand-in has judged.
const bodiesOf = ({ taken }: MessageServer): readonly any[] => taken.map(({ body }) => JSON.parse(body));

/** Runs a recipe against stand-ins; nothing may be refused, obeyed or left over. */
const against = async (
  name: ServiceName,
  heading: string,
  settings: (origin: string) => {
    readonly environment: Readonly<Record<string, string>>;
    readonly overrides?: Readonly<Record<string, string>>;
  },
) => {
  const server = await messageServer(STAND_INS[name]);
  const { environment, overrides } = settings(server.origin);
  const { warnings, balance } = await runRecipe(recipe(heading), environment, overrides);
  expect(server.refused).toEqual([]);
  expect(warnings).toEqual([]);
  for (const { waiting, lost } of balance.sinks) expect({ waiting, lost }).toEqual({ waiting: 0, lost: 0 });
  const shown = server.taken.flatMap(({ body }) => STAND_INS[name].shown(body));
  expect(shown).toContain('/<!channel>/x: 2');
  return { server, bodies: bodiesOf(server), shown };
};

describe('the recipe', () => {
  it('for Slack mentions whom it is told to, when something begins to fire', async () => {
    const { bodies } = await against('slack', 'Slack', (origin) => ({
      environment: { SLACK_WEBHOOK: `${origin}/services/T0/B0/secret` },
    }));
    const texts = bodies.map((body) => JSON.stringify(body));
    expect(texts.some((text) => text.includes('Firing: Too many') && text.includes('"<!here>"'))).toBe(true);
    expect(texts.some((text) => text.includes('Still firing: Too many'))).toBe(true);
    const resolved = texts.filter((text) => !text.includes(' Firing: '));
    expect(resolved.length).toBeGreaterThan(0);
    for (const text of resolved) expect(text).not.toContain('<!here>');
    expect(texts.every((text) => text.includes('<https://wiki.example.com/runbook|Open>'))).toBe(true);
  });

  it('for Discord mentions nobody but whom it is told to', async () => {
    const { bodies } = await against('discord', 'Discord', (origin) => ({
      environment: { DISCORD_WEBHOOK: `${origin}/api/webhooks/1/secret` },
    }));
    const [first] = bodies;
    expect(first).toMatchObject({
      content: '<@&123456789012345678>',
      allowed_mentions: { parse: [], users: [], roles: ['123456789012345678'] },
    });
    expect(bodies.at(-1).content).toBeUndefined();
    expect(bodies.at(-1).allowed_mentions).toEqual({ parse: [], users: [], roles: [] });
    expect(bodies.at(-1).embeds[0].title).toMatch(/Resolved\\: Too many/);
  });

  it('for Microsoft Teams sends cards', async () => {
    const { bodies } = await against('teams', 'Microsoft Teams', (origin) => ({
      environment: { TEAMS_WEBHOOK: `${origin}/workflows/secret` },
    }));
    expect(bodies[0].attachments[0].content.actions).toEqual([
      { type: 'Action.OpenUrl', title: 'Open', url: 'https://wiki.example.com/runbook' },
    ]);
  });

  it('for PagerDuty opens and resolves one incident for each key', async () => {
    const pager = await messageServer(STAND_INS.pagerduty);
    const chat = await messageServer(STAND_INS.slack);
    const { warnings } = await runRecipe(
      recipe('PagerDuty'),
      { SLACK_WEBHOOK: `${chat.origin}/services/x`, PAGERDUTY_KEY: '0123456789abcdef0123456789abcdef' },
      { 'sinks.pager.url': `${pager.origin}/v2/enqueue` },
    );
    expect(warnings).toEqual([]);
    expect([...chat.refused, ...pager.refused]).toEqual([]);
    expect(chat.taken.length).toBeGreaterThan(0);
    const events = bodiesOf(pager);
    const keys = (action: string): ReadonlySet<string> =>
      new Set(events.filter(({ event_action }) => event_action === action).map(({ dedup_key }) => dedup_key));
    expect(keys('trigger').size).toBe(new Set(PATHS).size);
    expect([...keys('resolve')].every((key) => keys('trigger').has(key))).toBe(true);
    expect(keys('resolve').size).toBe(new Set(PATHS).size);
    const ofOne = events.filter(({ dedup_key }) => dedup_key === events[0].dedup_key);
    expect(ofOne.map(({ event_action }) => event_action)).toEqual(['trigger', 'trigger', 'resolve']);
    expect(events[0].payload).toMatchObject({ severity: 'critical', source: 'web-1' });
  });

  it('for Opsgenie closes by alias what it has opened', async () => {
    const { server, bodies } = await against('opsgenie', 'Opsgenie', (origin) => ({
      environment: { OPSGENIE_KEY: '01234567-89ab-cdef' },
      overrides: { 'sinks.pager.url': origin },
    }));
    const opened = new Set(bodies.flatMap(({ alias = [] }) => alias));
    const closed = server.taken.flatMap(({ path }) => /^\/v2\/alerts\/([^/]+)\/close/.exec(path)?.[1] ?? []);
    expect(closed.length).toBe(opened.size);
    expect(closed.every((alias) => opened.has(decodeURIComponent(alias)))).toBe(true);
    expect(bodies[0].priority).toBe('P1');
  });

  it('for Alertmanager sends to each of a cluster when alerts start and end', async () => {
    const [one, two] = [
      await messageServer(STAND_INS.alertmanager),
      await messageServer(STAND_INS.alertmanager),
    ];
    const { warnings } = await runRecipe(recipe('Alertmanager'), {
      ALERTMANAGER_1: one.origin,
      ALERTMANAGER_2: `${two.origin}/am/`,
    });
    expect(warnings).toEqual([]);
    expect([...one.refused, ...two.refused]).toEqual([]);
    expect(bodiesOf(one)).toEqual(bodiesOf(two));
    expect(two.taken[0]?.path).toBe('/am/api/v2/alerts');
    const alerts = bodiesOf(one).flat();
    expect(alerts[0].labels).toMatchObject({
      alertname: 'too-many',
      team: 'web',
      pipeline: 'web',
      severity: 'page',
    });
    const labels = (ended: boolean): ReadonlySet<string> =>
      new Set(
        alerts
          .filter(({ endsAt }) => (endsAt !== undefined) === ended)
          .map((alert) => JSON.stringify(alert.labels)),
      );
    expect(labels(true)).toEqual(labels(false));
  });

  it('for ntfy publishes each by itself, with the token', async () => {
    const { server, bodies } = await against('ntfy', 'ntfy', (origin) => ({
      environment: { NTFY_TOPIC: `${origin}/ops-alerts`, NTFY_TOKEN: 'tk_secret' },
    }));
    expect(server.taken[0]?.headers.authorization).toBe('Bearer tk_secret');
    expect(bodies[0]).toMatchObject({ topic: 'ops-alerts', priority: 5, title: 'Firing: Too many' });
    expect(bodies.at(-1)).toMatchObject({ priority: 3, tags: ['white_check_mark'] });
  });

  it('for Telegram makes no sound for what has recovered', async () => {
    const { bodies } = await against('telegram', 'Telegram', (origin) => ({
      environment: { TELEGRAM_TOKEN: '123456:ABC-DEF' },
      overrides: { 'sinks.ops.url': origin },
    }));
    expect(bodies[0]).toMatchObject({ chat_id: '-1001234567890', disable_notification: false });
    expect(bodies.at(-1)).toMatchObject({ disable_notification: true });
  });

  it('for mail sends each to all who are told', async () => {
    const server = await mailServer();
    const { warnings } = await runRecipe(recipe('Email'), { SMTP_SERVER: `smtp://127.0.0.1:${server.port}` });
    expect(warnings).toEqual([]);
    expect(server.mails.length).toBeGreaterThan(3 * PATHS.length - 1);
    for (const { from, to, headers, parts } of server.mails) {
      expect({ from, to }).toEqual({
        from: 'tidemark@example.com',
        to: ['ops@example.com', 'boss@example.com'],
      });
      for (const [name, values] of Object.entries(headers))
        expect({ name, n: values.length }).toEqual({ name, n: 1 });
      expect(headers.bcc).toBeUndefined();
      expect(parts['text/plain']).toContain('https://wiki.example.com/runbook');
    }
    expect(server.mails.some(({ parts }) => parts['text/plain']?.includes('\n/<!channel>/x: 2\n'))).toBe(
      true,
    );
  });

  it('for any other service sends JSON with the state', async () => {
    const server = await webhookServer();
    const { warnings } = await runRecipe(recipe('Any other service'), {
      HOOK_URL: server.url,
      HOOK_TOKEN: 'x',
    });
    expect(warnings).toEqual([]);
    const bodies = server.requests.map(({ body }) => JSON.parse(body));
    for (const body of bodies) expect(Object.keys(body)).toEqual(['title', 'text', 'key']);
    expect(bodies).toContainEqual({
      title: 'too-many fires',
      text: '/<!channel>/x: 2',
      key: 'web/too-many//<!channel>/x',
    });
    expect(bodies.at(-1).title).toBe('too-many is over');
  });

  it('for a form escapes each value for it', async () => {
    const server = await webhookServer();
    await runRecipe(recipe('Any other service', 1), { HOOK_URL: server.url });
    const forms = server.requests.map(({ body }) => [...new URLSearchParams(body)]);
    for (const form of forms) expect(form.map(([name]) => name)).toEqual(['priority', 'title', 'message']);
    expect(forms).toContainEqual([
      ['priority', '1'],
      ['title', 'too-many'],
      [
        'message',
        '*bold* _it_ ~no~ `code` ```block``` ||spoiler|| [x](http://evil.example) # head\\x0a- item\\x0a1. one\\x0a> quote: 2',
      ],
    ]);
  });
});
