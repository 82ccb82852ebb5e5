import * as z from 'zod';
import { type BodyTemplate, bodyText, isRead, waysOf } from '../../io/sinks/http/body-template.js';
import type { EscapeAt } from '../../io/sinks/http/content-escape.js';
import { httpSink as webhook } from '../../io/sinks/http.js';
import type { Sink } from '../../io/sinks/sink.js';
import { TidemarkError } from '../../operators/tidemark-error.js';
import { positiveDuration } from '../settings/duration-setting.js';
import { late } from '../settings/late.js';
import { countSetting, flagSetting, textSetting } from '../settings/map-setting.js';
import { sinkSetting } from '../settings/sink-setting.js';
import { canConnect } from './can-connect.js';
import { serviceAt, serviceWritten } from './known-hosts.js';
import { objectionsTo } from './objections-to.js';
import type { OutsideAt, SinkContext, SinkPart, Slot } from './part.js';

const settings = late(() =>
  sinkSetting({
    http: textSetting('An address is wanted here, such as https://hooks.example.com/path.')
      .regex(/^(https?:\/\/|\$\{)/i, {
        error: ({ input }) =>
          `An address is wanted here that begins with http:// or https://.${/^[\w-]+\.[\w.-]+/.test(String(input)) ? ` Write https://${String(input)}.` : ''}`,
      })
      .describe('Address of the webhook.'),
    method: z
      .enum(['POST', 'PUT', 'PATCH'], { error: 'Write POST, PUT or PATCH.' })
      .optional()
      .describe('Default: POST.'),
    headers: z
      .record(z.string(), z.string({ error: 'A text is wanted here.' }), {
        error: 'A map of headers is wanted here.',
      })
      .optional()
      .describe('Sent with every request.'),
    body: z
      .unknown()
      .optional()
      .describe(
        'A JSON value whose texts may hold {field}; a text alone is sent as it is. Default: a list of the rows.',
      ),
    firing: z.unknown().optional().describe('The body of what says that an alert fires. Default: body.'),
    resolved: z.unknown().optional().describe('The body of what says that it has recovered. Default: body.'),
    reminder: z
      .unknown()
      .optional()
      .describe('The body of what says that it fires still. Default: that of firing.'),
    escape: z
      .enum(['json', 'url', 'html', 'markdown', 'slack', 'none'], {
        error: 'Write json, url, html, markdown, slack or none.',
      })
      .optional()
      .describe(
        'What the values in bodies stand in, so that they are shown as text. Default: as content-type in headers says; a text that is JSON stays JSON. JSON stays JSON but for none.',
      ),
    batch: positiveDuration().optional().describe('Rows that come within this time go together.'),
    max: countSetting('A whole number above 0 is wanted here.')
      .optional()
      .describe('So many rows go at once. Default: 100.'),
    timeout: positiveDuration().optional().describe('For one whole request. Default: 10s.'),
    initial: flagSetting().optional().describe('Sends also that all is well at the start. Default: false.'),
  }),
);

type Settings = z.output<ReturnType<typeof settings>>;

const BODIES = ['body', 'firing', 'resolved', 'reminder'] as const;
type BodyKey = (typeof BODIES)[number];

const build = (given: Settings, context?: SinkContext): Sink => {
  const { http: url, method, headers, batch, max, timeout, initial, escape: asked } = given;
  // What JSON and YAML can hold is what a template can be.
  const { body, firing, resolved, reminder } = given as Partial<Record<BodyKey, BodyTemplate>>;
  return webhook({
    url,
    ...(context !== undefined && { clock: context.clock, nameOf: context.nameOf }),
    ...(context?.name !== undefined && { name: context.name }),
    ...(context?.onAnswer !== undefined && { onAnswer: context.onAnswer }),
    ...(method !== undefined && { method }),
    ...(headers !== undefined && { headers }),
    ...(body !== undefined && { body }),
    bodies: {
      ...(firing !== undefined && { firing }),
      ...(resolved !== undefined && { resolved }),
      ...(reminder !== undefined && { reminder }),
    },
    ...(asked !== undefined && { escape: asked }),
    batch: { ...(batch !== undefined && { every: batch }), ...(max !== undefined && { max }) },
    ...(timeout !== undefined && { timeout }),
    ...(initial !== undefined && { initial }),
  });
};

/** The same body, of which those texts are read already that hold something from outside. */
const readBody = (
  body: unknown,
  path: readonly (string | number)[],
  outsideAt: OutsideAt,
  escapeAt: EscapeAt,
): unknown => {
  if (typeof body === 'string') {
    const ranges = outsideAt(path, body);
    return ranges.length === 0 ? body : bodyText(body, ranges, escapeAt);
  }
  if (Array.isArray(body)) return body.map((item, i) => readBody(item, [...path, i], outsideAt, escapeAt));
  if (typeof body !== 'object' || body === null) return body;
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [
      name,
      readBody(value, [...path, name], outsideAt, escapeAt),
    ]),
  );
};

const contentTypeOf = ({ headers = {} }: Settings): string | undefined =>
  Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1];

/** The fields that a body names; a template that cannot be read has been objected to. */
const slotsIn = (body: unknown, path: readonly (string | number)[]): readonly Slot[] => {
  if (typeof body === 'string' || isRead(body)) {
    try {
      const { fields } = typeof body === 'string' ? bodyText(body) : body;
      return fields.map(({ field, start, end }) => ({ path, field, within: [start, end], isTemplate: true }));
    } catch (error) {
      if (!(error instanceof TidemarkError)) throw error;
      return [];
    }
  }
  if (typeof body !== 'object' || body === null) return [];
  return Array.isArray(body)
    ? body.flatMap((item, i) => slotsIn(item, [...path, i]))
    : Object.entries(body).flatMap(([name, value]) => slotsIn(value, [...path, name]));
};

/** A webhook. */
export const httpSink: SinkPart<Settings> = {
  name: 'http',
  guarantee: 'at least once',
  get settings() {
    return settings();
  },
  objections: (given) =>
    objectionsTo(
      () => build(given),
      (message) => {
        if (/header/i.test(message)) return ['headers', message];
        return [/\{|placeholder|format/i.test(message) ? 'body' : 'http', message];
      },
    ),
  doubts({ http, escape: asked }) {
    const service = serviceAt(http);
    // Whoever says what values stand in knows what is sent.
    if (service === undefined || asked !== undefined) return [];
    // Without its name, which is a part of the address: of one from outside nothing else would be left.
    const message =
      'There is an output made for this: it escapes what comes from rows, and says that an alert has recovered.';
    return [['http', message, `write ${serviceWritten(service, '…')}`]];
  },
  readTemplates(given, outsideAt) {
    const read = BODIES.flatMap((key) => {
      const body = given[key];
      if (body === undefined) return [];
      const escapeAt = waysOf(body, contentTypeOf(given), given.escape);
      return [[key, readBody(body, [key], outsideAt, escapeAt)] as const];
    });
    return { ...given, ...Object.fromEntries(read) };
  },
  slots: ({ headers = {}, ...given }) => [
    ...BODIES.flatMap((key) => slotsIn(given[key], [key])),
    ...Object.entries(headers).flatMap(([name, value]) =>
      slotsIn(value, ['headers', name]).map((slot) => ({ ...slot, isTemplate: false })),
    ),
  ],
  build,
  probe: ({ http }) => canConnect(new URL(http)),
};
