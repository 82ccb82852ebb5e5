import { describe, expect, it } from 'vitest';
import type { HttpContent } from '../../../../src/io/sinks/http/body-template.js';
import { ntfySink } from '../../../../src/io/sinks/messages/ntfy-sink.js';
import { pagerDutySink } from '../../../../src/io/sinks/messages/pagerduty-sink.js';
import { slackSink } from '../../../../src/io/sinks/messages/slack-sink.js';
import type { Delivery, Emitted, Sink } from '../../../../src/io/sinks/sink.js';
import { composeWith } from '../../../support/drive-sink.js';

const routingKey = '0123456789abcdef0123456789abcdef';

const emitted = (row: object, id = 'a', pipeline = 'web'): Emitted => ({
  pipeline,
  stream: 'traffic',
  id,
  row: { time: 0, alert: 'busy', was: 'ok', state: 'firing', because: [], message: 'It is busy.', ...row },
});

const bodyOf = (sink: Sink, row: Emitted, saved?: unknown): string => {
  const [{ body }] = composeWith(sink, [row], saved, 0).deliveries as [Delivery];
  return (body as HttpContent).text;
};

const keyOf = (sink: Sink, row: Emitted, saved?: unknown): string =>
  JSON.parse(bodyOf(sink, row, saved)).dedup_key;

describe('an incident', () => {
  it('is an alert with its key, whatever state it is in', () => {
    const sink = pagerDutySink({ routingKey, source: 'a' });
    const key = keyOf(sink, emitted({ key: { path: '/a' } }));
    expect(key).toMatch(/^tidemark-web-busy-[\da-f]{32}$/);
    expect(keyOf(sink, emitted({ key: { path: '/a' }, state: 'ok', time: 9 }, 'b'))).toBe(key);
    expect(keyOf(sink, emitted({ key: { path: '/a' }, reminder: true, severity: 'x' }, 'c'))).toBe(key);
    expect(keyOf(sink, emitted({ key: { path: '/b' } }))).not.toBe(key);
    expect(keyOf(sink, emitted({ key: { path: '/a' }, alert: 'calm' }))).not.toBe(key);
    expect(keyOf(sink, emitted({ key: { path: '/a' } }, 'a', 'other'))).not.toBe(key);
    expect(keyOf(pagerDutySink({ routingKey, source: 'b' }), emitted({ key: { path: '/a' } }))).not.toBe(key);
  });

  it('keeps the machine that it was opened from, so that another can close it', () => {
    const sink = pagerDutySink({ routingKey });
    const { saved } = composeWith(sink, [emitted({})], undefined, 0);
    expect(saved).toMatchObject({ source: expect.any(String) });
    const elsewhere = { ...(saved as object), source: 'the-old-container' };
    const key = keyOf(pagerDutySink({ routingKey, source: 'the-old-container' }), emitted({}));
    expect(keyOf(sink, emitted({ state: 'ok' }), elsewhere)).toBe(key);
    expect(composeWith(sink, [], elsewhere, 0).saved).toMatchObject({ source: 'the-old-container' });
  });
});

it('what is no transition goes to chats, and not to pagers, which count it as left out', () => {
  const row: Emitted = {
    pipeline: 'web',
    stream: 'top',
    id: 'a',
    row: { time: 0, section: '<!here>', hits: 3 },
  };
  expect(bodyOf(slackSink({ url: 'https://x.example/y' }), row)).toContain('section &lt;!here&gt;, hits 3');
  expect(composeWith(pagerDutySink({ routingKey }), [row], undefined, 0)).toMatchObject({
    deliveries: [],
    skipped: 1,
  });
});

it('that all is well at the start closes what an earlier run left open, and is no news for a chat', () => {
  const row = emitted({ was: 'no_data', state: 'ok', initial: true });
  expect(composeWith(pagerDutySink({ routingKey }), [row], undefined, 0).deliveries).toHaveLength(1);
  const chat = slackSink({ url: 'https://x.example/y' });
  expect(composeWith(chat, [row], undefined, 0)).toMatchObject({ deliveries: [], skipped: 1 });
});

it('no key is in what is kept until it is sent', () => {
  const [{ body }] = composeWith(pagerDutySink({ routingKey }), [emitted({})], undefined, 0).deliveries as [
    Delivery,
  ];
  expect(JSON.stringify(body)).not.toContain(routingKey);
  const topic = 'the-secret-topic';
  const ntfy = ntfySink({ url: `https://x.example/${topic}` });
  expect(JSON.stringify(composeWith(ntfy, [emitted({})], undefined, 0))).not.toContain(topic);
});
