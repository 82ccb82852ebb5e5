import type { IncomingHttpHeaders } from 'node:http';

/** What came to a service. */
export interface ServiceRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A service as its documentation describes it: what it objects to, and what people read in the end. */
export interface StandInService {
  /** What the documentation does not allow, in words; none where all is well. */
  faults(request: ServiceRequest): readonly string[];
  /** The messages as people read them: escapes undone, as the service undoes them. */
  shown(body: string): readonly string[];
  /** What the service does besides showing text: mentions, links, formats, commands. */
  obeyed(body: string): readonly string[];
  readonly ok: { readonly status: number; readonly body: string };
}

// biome-ignore lint/suspicious/noExplicitAny: bodies are judged here, not known.
type Json = any;

const jsonFaults = (request: ServiceRequest, judge: (body: Json, no: (fault: string) => void) => void) => {
  const faults: string[] = [];
  if (!/^application\/json/.test(request.headers['content-type'] ?? '')) faults.push('not application/json');
  try {
    judge(JSON.parse(request.body), (fault) => faults.push(fault));
  } catch (error) {
    faults.push(String(error));
  }
  return faults;
};

const within = (text: unknown, least: number, most: number): boolean =>
  typeof text === 'string' && text.length >= least && text.length <= most;

const unentity = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

const slack: StandInService = {
  // https://docs.slack.dev/reference/block-kit/blocks, https://docs.slack.dev/messaging/formatting-message-text
  faults: (request) =>
    jsonFaults(request, ({ text, blocks, mrkdwn }, no) => {
      if (!within(text, 1, 4000)) no('text');
      if (mrkdwn !== false) no('the text of the notification is mrkdwn');
      if (!Array.isArray(blocks) || blocks.length < 1 || blocks.length > 50) no('blocks');
      for (const { type, text: one, elements } of blocks) {
        if (type === 'header' && (one.type !== 'plain_text' || !within(one.text, 1, 150))) no('header');
        if (type === 'section' && !within(one.text, 1, 3000)) no('section');
        if (type === 'context' && (elements.length < 1 || elements.length > 10)) no('context');
        if (!['header', 'section', 'context'].includes(type)) no(`block ${type}`);
      }
    }),
  shown: (body) =>
    JSON.parse(body)
      .blocks.filter(({ type, text }: Json) => type === 'section' && text.type === 'plain_text')
      .map(({ text }: Json) => unentity(text.text)),
  obeyed: (body) => {
    const { text, blocks } = JSON.parse(body);
    const texts = [
      text,
      ...blocks.flatMap((one: Json) => (one.elements ?? [one.text]).map((t: Json) => t.text)),
    ];
    return [...texts.flatMap((one) => one.match(/<[^>]*>|[<>]|&(?!(?:amp|lt|gt);)/g) ?? [])];
  },
  ok: { status: 200, body: 'ok' },
};

const unescaped = (text: string): string => text.replace(/\\([!-/:-@[-`{-~])/g, '$1');

const discord: StandInService = {
  // https://discord.com/developers/docs/resources/webhook#execute-webhook, …/message#embed-object-embed-limits
  faults: (request) =>
    jsonFaults(request, ({ content, embeds, allowed_mentions }, no) => {
      if (!/[?&]wait=true/.test(request.path)) no('nobody waits for an answer');
      if (content !== undefined && !within(content, 1, 2000)) no('content');
      if (embeds.length < 1 || embeds.length > 10) no('embeds');
      let total = 0;
      for (const { title, description, footer } of embeds) {
        if (!within(title, 1, 256)) no('title');
        if (!within(description, 1, 4096)) no('description');
        if (!within(footer.text, 1, 2048)) no('footer');
        total += title.length + description.length + footer.text.length;
      }
      if (total > 6000) no(`${total} characters`);
      if (!Array.isArray(allowed_mentions?.parse)) no('allowed_mentions');
    }),
  shown: (body) => JSON.parse(body).embeds.map(({ description }: Json) => unescaped(description)),
  obeyed: (body) => {
    const { content = '', embeds, allowed_mentions } = JSON.parse(body);
    const { parse, users = [], roles = [] } = allowed_mentions;
    const texts = embeds.flatMap(({ title, description }: Json) => [title, description]);
    const bare = texts.flatMap(
      (one: string) => one.replace(/\\[!-/:-@[-`{-~]/g, '').match(/[!-/:-@[-`{-~]+/g) ?? [],
    );
    return [...(content === '' ? [] : [content]), ...parse, ...users, ...roles, ...bare];
  },
  ok: { status: 200, body: '{"id":"1"}' },
};

const teams: StandInService = {
  // https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook
  faults: (request) =>
    jsonFaults(request, ({ type, attachments }, no) => {
      if (Buffer.byteLength(request.body) > 28 * 1024) no(`${Buffer.byteLength(request.body)} bytes`);
      if (type !== 'message' || attachments.length !== 1) no('message');
      const [{ contentType, content }] = attachments;
      if (contentType !== 'application/vnd.microsoft.card.adaptive') no('contentType');
      if (content.type !== 'AdaptiveCard' || !/^1\.[0-5]$/.test(content.version)) no('card');
      for (const block of content.body) {
        if (block.type !== 'RichTextBlock') no(block.type);
        for (const run of block.inlines)
          if (run.type !== 'TextRun' || !within(run.text, 1, 28_000)) no('run');
      }
    }),
  shown: (body) =>
    JSON.parse(body)
      .attachments[0].content.body.filter(({ inlines: [run] }: Json) => run.size === undefined)
      .map(({ inlines: [run] }: Json) => run.text.replaceAll('{\u2060{', '{{')),
  // Text runs know no markdown; cards format two functions.
  obeyed: (body) => body.match(/\{\{(?:DATE|TIME)\(/gi) ?? [],
  ok: { status: 202, body: '' },
};

const ntfy: StandInService = {
  // https://docs.ntfy.sh/publish/#publish-as-json
  faults: (request) =>
    jsonFaults(request, ({ topic, message, title, priority, tags, markdown }, no) => {
      if (request.path !== '/') no('JSON goes to the root');
      if (!/^[-_A-Za-z0-9]{1,64}$/.test(topic)) no('topic');
      if (Buffer.byteLength(message) > 4096) no('message');
      if (Buffer.byteLength(title) > 1024) no('title');
      if (![1, 2, 3, 4, 5].includes(priority)) no('priority');
      if (!Array.isArray(tags)) no('tags');
      if (markdown === true) no('markdown');
    }),
  shown: (body) => [JSON.parse(body).message.replace(/\n\n[^\n]*$/, '')],
  obeyed: (body) =>
    Object.keys(JSON.parse(body)).filter((key) => /click|actions|attach|email|call|icon|delay/.test(key)),
  ok: { status: 200, body: '{"id":"x","event":"message"}' },
};

const pagerduty: StandInService = {
  // https://developer.pagerduty.com/docs/events-api-v2-overview
  faults: (request) =>
    jsonFaults(request, ({ routing_key, event_action, dedup_key, payload }, no) => {
      if (Buffer.byteLength(request.body) > 512 * 1024) no('size');
      if (!within(routing_key, 32, 32)) no("Length of 'routing_key' is incorrect (should be 32 characters)");
      if (!['trigger', 'acknowledge', 'resolve'].includes(event_action)) no('event_action');
      if (!within(dedup_key, 1, 255)) no('dedup_key');
      if (event_action !== 'trigger') return;
      if (!within(payload.summary, 1, 1024)) no('summary');
      if (!within(payload.source, 1, 1024)) no('source');
      if (!['critical', 'error', 'warning', 'info'].includes(payload.severity)) no('severity');
      if (payload.timestamp !== undefined && Number.isNaN(Date.parse(payload.timestamp))) no('timestamp');
    }),
  shown: (body) => {
    const { payload } = JSON.parse(body);
    return payload === undefined ? [] : [payload.custom_details.message];
  },
  obeyed: (body) => ['links', 'images', 'client_url'].filter((key) => key in JSON.parse(body)),
  ok: { status: 202, body: '{"status":"success","message":"Event processed","dedup_key":"x"}' },
};

const opsgenie: StandInService = {
  // https://docs.opsgenie.com/docs/alert-api
  faults: (request) =>
    jsonFaults(request, ({ message, alias, description, source, priority, details, note }, no) => {
      if (!/^GenieKey \S+$/.test(request.headers.authorization ?? '')) no('key');
      const [, closed] = /^\/v2\/alerts\/([^/]+)\/close\?identifierType=alias$/.exec(request.path) ?? [];
      if (closed !== undefined) {
        if (!within(decodeURIComponent(closed), 1, 512)) no('alias');
        if (!within(note, 1, 25_000) || !within(source, 1, 100)) no('note');
        return;
      }
      if (request.path !== '/v2/alerts') no('path');
      if (!within(message, 1, 130)) no('message');
      if (!within(alias, 1, 512)) no('alias');
      if (!within(description, 1, 15_000)) no('description');
      if (!within(source, 1, 100)) no('source');
      if (!/^P[1-5]$/.test(priority)) no('priority');
      if (JSON.stringify(details).length > 8000 + 6 * Object.keys(details).length) no('details');
      if (!Object.values(details).every((one) => typeof one === 'string')) no('details are texts');
    }),
  shown: (body) => {
    const { description, note } = JSON.parse(body);
    return [description ?? note];
  },
  obeyed: () => [],
  ok: { status: 202, body: '{"result":"Request will be processed","took":0.1,"requestId":"x"}' },
};

const alertmanager: StandInService = {
  // https://prometheus.io/docs/alerting/latest/alerts_api, api/v2/openapi.yaml
  faults: (request) =>
    jsonFaults(request, (alerts, no) => {
      if (!request.path.endsWith('/api/v2/alerts')) no('path');
      if (!Array.isArray(alerts) || alerts.length === 0) no('a list of alerts');
      for (const { labels, annotations, startsAt, endsAt, generatorURL } of alerts) {
        if (labels.alertname === undefined || labels.alertname === '') no('alertname');
        for (const [name, value] of Object.entries({ ...labels, ...annotations })) {
          if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name)) no(`label ${name}`);
          if (typeof value !== 'string' || value === '') no(`value of ${name}`);
        }
        for (const at of [startsAt, endsAt]) if (at !== undefined && Number.isNaN(Date.parse(at))) no('time');
        if (startsAt !== undefined && endsAt !== undefined && startsAt > endsAt) no('starts after its end');
        if (generatorURL !== undefined && !URL.canParse(generatorURL)) no('generatorURL');
      }
    }),
  shown: (body) => JSON.parse(body).map(({ annotations }: Json) => annotations.description),
  obeyed: (body) => JSON.parse(body).flatMap(({ generatorURL = [] }: Json) => generatorURL),
  ok: { status: 200, body: '' },
};

const telegram: StandInService = {
  // https://core.telegram.org/bots/api#sendmessage, #html-style
  faults: (request) =>
    jsonFaults(request, ({ chat_id, text, parse_mode }, no) => {
      if (!/^\/bot\d+:[\w-]+\/sendMessage$/.test(request.path)) no('path');
      if (chat_id === undefined) no('chat_id');
      if (!within(text, 1, 4096)) no(`${text.length} characters`);
      if (parse_mode !== 'HTML') no('parse_mode');
      const bare = text.replace(/<\/?(?:b|pre|code)>|<a href="[^"<>]*">|<\/a>/g, '');
      if (/[<>]/.test(bare)) no("can't parse entities");
      for (const tag of ['b', 'pre', 'code'])
        if (text.split(`<${tag}>`).length !== text.split(`</${tag}>`).length) no(`unclosed ${tag}`);
    }),
  shown: (body) =>
    [...JSON.parse(body).text.matchAll(/<pre>(.*?)<\/pre>/gs)].map(([, text]) => unentity(text ?? '')),
  // Outside of code it finds mentions, commands, tags and addresses by itself.
  obeyed: (body) => {
    const outside = JSON.parse(body).text.replace(/<(pre|code)>.*?<\/\1>/gs, '');
    return [...(outside.match(/[@/#]\w+|https?:\S+|<a [^>]*>/g) ?? [])].filter(
      (one) => !/^\/[ab]$/.test(one),
    );
  },
  ok: { status: 200, body: '{"ok":true,"result":{"message_id":1}}' },
};

/** The services that there are outputs for. */
export const STAND_INS = {
  slack,
  discord,
  teams,
  pagerduty,
  opsgenie,
  alertmanager,
  ntfy,
  telegram,
} as const satisfies Readonly<Record<string, StandInService>>;

export type ServiceName = keyof typeof STAND_INS;
