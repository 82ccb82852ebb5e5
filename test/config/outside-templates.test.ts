import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PlannedSink } from '../../src/config/compile/plan-sinks.js';
import type { Row } from '../../src/io/codecs/fields/row.js';
import type { Sink } from '../../src/io/sinks/sink.js';
import { composeWith } from '../support/drive-sink.js';
import { bytesFor, runConfig } from '../support/run-config.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { diagnose } from './bad-configs/diagnose.js';

const SECRET = 'ab{cd}ef{value}{n:%}{x:none}$&{{n}}';

const config = (body: string, message = '{n}', url = 'http://127.0.0.1:9/x'): string => `version: 1
sinks: { hook: { http: "${url}", headers: { authorization: "Bearer \${S}" }, body: ${body} } }
pipelines:
  p:
    source: { stdin: true, format: jsonl, follow: false }
    streams:
      s:
        window: 10s
        measure: { n: count() }
        to: [hook]
        alerts: { a: { value: n, above: 0, message: "${message}", notify: [hook] } }
`;

/** What a webhook of this config is sent for a row. */
const sentBy = (
  text: string,
  row: Row,
  environment: Readonly<Record<string, string>> = { S: SECRET },
): string => {
  const { plans, errors } = diagnose(text, { environment });
  expect(errors).toBe(0);
  const plan = plans[0]?.pipelines[0];
  const sink: PlannedSink | undefined = plan?.streams.flatMap(({ sinks }) => sinks)[0];
  if (plan === undefined || sink === undefined) throw new Error('There is no sink.');
  const built: Sink = sink.part.build(sink.settings, {
    name: 'hook',
    nameOf: (name: string) => name,
  } as never);
  const { deliveries } = composeWith(built, [{ pipeline: 'p', stream: 's', id: '1', row }], undefined, 0);
  return deliveries.map(({ body }) => (body as { readonly text: string }).text).join();
};

describe('a value from outside', () => {
  it('arrives in the body of a webhook as it is, beside a template of the config', () => {
    expect(
      JSON.parse(sentBy(config('{ k: "${S}", l: ["{n} ${S} {n}"], m: "{n}" }'), { time: 0, n: 10 })),
    ).toEqual({
      k: SECRET,
      l: [`10 ${SECRET} 10`],
      m: '10',
    });
  });

  it('arrives as it is where it is all of the body, and where several are put together', () => {
    expect(sentBy(config('"${S}"'), { time: 0, n: 10 })).toBe(SECRET);
    const environment = { S: SECRET, A: '{n', B: 'n}' };
    expect(sentBy(config('"${A}} {${B} ${A}${B} {${S}} {n}"'), { time: 0, n: 1 }, environment)).toBe(
      `{n} {n} {nn} {${SECRET}} 1`,
    );
  });

  it('from a file is no template either', async () => {
    const path = join(await temporaryDirectory(), 'sec.txt');
    await writeFile(path, `${SECRET}\n`);
    expect(sentBy(config(`{ k: "\${file:${path}}" }`), { time: 0, n: 10 })).toBe(
      JSON.stringify({ k: SECRET }),
    );
  });

  it('is no template in the message of an alert', async () => {
    const { plans, text } = diagnose(config('{ t: "{message}" }', '{n} ${S} {n}'), {
      environment: { S: SECRET },
    });
    expect(text).toBe('');
    const [plan] = plans;
    if (plan === undefined) throw new Error('There is no plan.');
    const { of } = await runConfig(plan, bytesFor(plan, Buffer.from('{"time":"2026-05-10T10:00:00Z"}\n')));
    expect(of('s').flatMap(({ message }) => message ?? [])).toEqual([`1 ${SECRET} 1`]);
  });

  it('is no template where it comes in a row', () => {
    const row = { time: 0, n: 1, message: SECRET, section: '{n}' };
    expect(JSON.parse(sentBy(config('{ t: "{message} {section}" }'), row))).toEqual({ t: `${SECRET} {n}` });
  });

  it('that --set takes the place of is nothing to the new text', () => {
    const found = diagnose(config('{ t: "${S}" }'), {
      environment: { S: SECRET },
      set: ['sinks.hook.body={"t":"{n}"}'],
    });
    expect(found.errors).toBe(0);
  });
});

describe('an address', () => {
  it('that stands in the config as ${…} itself is refused, as it would be in the run', () => {
    expect(diagnose(config('{}', '{n}', '$${URL}')).text).toContain('The url is no address.');
  });

  it('of which nobody has looked at the variable is not judged', () => {
    expect(diagnose(config('{}', '{n}', '${URL}'), { offline: true }).text).toBe('');
  });
});
