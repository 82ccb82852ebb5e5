import { describe, expect, it } from 'vitest';
import { diagnose } from './bad-configs/diagnose.js';

const config = (stream: string, format = 'access-log', top = ''): string => `version: 1
${top}
pipelines:
  p:
    source: { file: a.log, format: ${format} }
    streams:
      s: { ${stream} }
`;
const measured = (measure: string, more = 'to: [stdout]'): string =>
  `window: 10s, measure: { ${measure} }, ${more}`;
const alerted = (measure: string, alert: string): string => measured(measure, `alerts: { a: { ${alert} } }`);

const said = (text: string): readonly (string | undefined)[] => {
  const { diagnostics, errors } = diagnose(text);
  expect(errors).toBe(0);
  return diagnostics.flatMap(({ message, suggestion }) => [message, suggestion]);
};

describe('check warns of what is in order and surely not meant', () => {
  it.each([
    [
      'a stream that goes nowhere',
      measured('n: count()', ''),
      'Nothing comes of s: it has neither outputs nor alerts',
    ],
    ['a stream with an empty list of outputs', measured('n: count()', 'to: []'), 'Nothing comes of s'],
    [
      'a percentile of less than one',
      measured('p: "percentile(duration, 0.99)"'),
      '0.99 percent',
      'write percentile(duration, 99)',
    ],
    [
      'a count that is compared with a share',
      alerted('n: count()', 'value: n, above: 0.05'),
      'n is a count, and 0.05 is less than one.',
    ],
    ['what is never below 0', alerted('n: count()', 'value: n, below: 0'), 'Nothing of n is ever below 0.'],
    ['the sum of codes', measured('n: sum(status)'), 'A status is a code', 'write count(status >= 500)'],
    ['the percentile of codes', measured('n: p95(status)'), 'A status is a code'],
    [
      'a ratio that stands on its head',
      measured('n: count(), e: count(status >= 500), r: "ratio(n, e)"'),
      'never below 1',
      'write ratio(e, n)',
    ],
    [
      'a method in small letters',
      measured('n: count(method == "get")'),
      'Methods are written in capitals',
      'write "GET"',
    ],
    [
      'a section that is a path',
      `where: 'section == "/api/v1"', ${measured('n: count()')}`,
      'A section is the first part of a path',
      'write "/api"',
    ],
    [
      'a section without its slash',
      measured('n: count(section == "api")'),
      'A section is the first part',
      'write "/api"',
    ],
    [
      'a known section without its slash',
      `by: section, keys: [api], ${measured('n: count()')}`,
      'no row has "api"',
      'write /api',
    ],
    [
      'a status of one digit',
      measured('n: count(status == 5)'),
      'No status is 5.',
      'write status >= 500 && status < 600',
    ],
    ['a status that is too great', measured('n: count(status >= 5000)'), 'No status is as great as 5000.'],
    [
      'a duration in seconds',
      measured('n: count(duration > 0.5)'),
      'duration is in milliseconds',
      'write duration > 500',
    ],
    ['a key that is an amount', `by: duration, ${measured('n: count()')}`, 'duration is an amount'],
    [
      'braces of another language',
      alerted('n: count()', 'value: n, above: 1, message: "{{n}} hits"'),
      'Two braces stand for one of each: what is in them is said as it is written.',
      'write {n}',
    ],
    [
      'braces with blanks',
      alerted('n: count()', 'value: n, above: 1, message: "{ n } hits"'),
      'Braces with blanks',
      'write {n}',
    ],
  ])('%s', (_, stream, message, suggestion = '') => {
    const found = said(config(stream));
    expect(found).toEqual([expect.stringContaining(message), found[1]]);
    expect(found[1] ?? '').toContain(suggestion);
  });

  it('a share of what goes to 100, as far as anybody knows', () => {
    const text = config(alerted('n: max(cpu)', 'value: n, above: 40%'), 'jsonl');
    expect(said(text)).toEqual([
      '40% is 0.4 here, and of cpu nobody knows whether it goes to 1 or to 100.',
      'write 40 where it goes to 100, and 0.4 where it goes to 1',
    ]);
  });

  it('a name with a - that is a subtraction in JSON', () => {
    const text = config(measured('n: count(request-id > 1)'), 'jsonl');
    expect(said(text)).toEqual([
      'request-id is request minus id here, and not one field.',
      'write request_id for the field, or request - id',
    ]);
  });

  it('a null that takes nothing out', () => {
    const text =
      'version: 1\npipelines: { p: { use: access-log, streams: { sumary: null, sections: { topp: null } } } }\n';
    expect(diagnose(text).diagnostics).toMatchObject([
      {
        severity: 'warning',
        message: 'There is no sumary to take out: nothing comes of this null.',
        suggestion: 'did you mean "summary"?',
      },
      {
        severity: 'warning',
        message: 'There is no topp to take out: nothing comes of this null.',
        suggestion: 'did you mean "top"?',
      },
    ]);
  });
});

describe('check does not warn', () => {
  it.each([
    [
      'of a stream whose rows another takes',
      'version: 1\npipelines: { p: { source: { file: a, format: access-log }, streams: { s: { window: 10s, measure: { n: count() } }, t: { from: s, window: 1m, measure: { m: max(n) }, to: stdout } } } }\n',
    ],
    [
      'of a stream that metrics show',
      config(measured('n: count()', ''), 'access-log', 'listen: 127.0.0.1:0'),
    ],
    [
      'of a share of a ratio',
      config(alerted('n: count(), e: count(bad), r: "ratio(e, n)"', 'value: r, above: 40%'), 'jsonl'),
    ],
    [
      'of a share of what is divided',
      `version: 1\npipelines: { p: { source: { file: a, format: jsonl }, derive: { busy: used / total }, streams: { s: { ${alerted('m: max(busy)', 'value: m, above: 40%')} } } } }\n`,
    ],
    [
      'of a share of what is called a share',
      config(alerted('m: mean(hit_ratio)', 'value: m, below: 40%'), 'jsonl'),
    ],
    [
      'of subtractions of fields that are known',
      config(`where: size-duration > 1, ${measured('n: count()')}`, '{ json: { size: a, duration: b } }'),
    ],
    ['of subtractions with blanks', config(`where: request - id > 1, ${measured('n: count()')}`, 'jsonl')],
    [
      'of the 99.9th percentile and the first',
      config(measured('p: "percentile(duration, 99.9)", q: "percentile(duration, 1)"')),
    ],
    [
      'of whole milliseconds, methods in capitals and classes of status',
      config(measured('n: count(duration > 2 && method == "GET" && status >= 500 && status < 600)')),
    ],
    ['of texts that look like conditions', config(measured(`n: 'count(path == "/x?method == \\"get\\"")'`))],
    [
      'of a method in a log of which nothing is known',
      config(measured('n: count(method == "get")'), 'jsonl'),
    ],
    [
      'of null that takes something out',
      'version: 1\npipelines: { p: { use: access-log, streams: { summary: null, sections: { top: null } } } }\n',
    ],
  ])('%s', (_, text) => {
    expect(said(text)).toEqual([]);
  });
});
