import { describe, expect, it } from 'vitest';
import { bytesFor, planOf, runConfig } from '../support/run-config.js';
import { diagnose } from './bad-configs/diagnose.js';

interface Log {
  readonly format: string;
  readonly lines: readonly string[];
  /** Spellings of the field of the time, of the user and of what it took. */
  readonly time: readonly string[];
  readonly user: readonly string[];
  readonly took: readonly string[];
  /** The name that the user has in rows. */
  readonly name: string;
}

const AT = ['2026-05-10T10:00:00Z', '2026-05-10T10:00:01Z', '2026-05-10T10:00:12Z'];
const USERS = ['ann', 'ann', 'bob'];
const TOOK = [5, 7, 11];
const lines = (write: (at: string, user: string, took: number) => string): readonly string[] =>
  AT.map((at, i) => write(at, USERS[i] ?? '', TOOK[i] ?? 0));

const LOGS: Readonly<Record<string, Log>> = {
  jsonl: {
    format: 'jsonl',
    lines: lines((at, user, took) => JSON.stringify({ eventTime: at, userId: user, 'X-Took': took })),
    time: ['eventTime', 'event_time', 'EventTime'],
    user: ['userId', 'user_id'],
    took: ['X-Took', 'x_took', 'xTook'],
    name: 'user_id',
  },
  'jsonl that is nested': {
    format: 'jsonl',
    lines: lines((at, user, took) =>
      JSON.stringify({ event: { time: at }, user: { id: user }, x: { took } }),
    ),
    time: ['event.time', 'event_time', 'eventTime'],
    user: ['user.id', 'user_id', 'userId'],
    took: ['x.took', 'x_took'],
    name: 'user_id',
  },
  'jsonl with names of its own': {
    format: '{ json: { whoIsIt: userId, took: a.took } }',
    lines: lines((at, user, took) => JSON.stringify({ eventTime: at, userId: user, a: { took } })),
    time: ['eventTime', 'event_time'],
    user: ['whoIsIt', 'who_is_it'],
    took: ['took', 'a.took', 'a_took'],
    name: 'whoIsIt',
  },
  logfmt: {
    format: 'logfmt',
    lines: lines((at, user, took) => `eventTime=${at} user.id=${user} x-took=${took}`),
    time: ['eventTime', 'event_time'],
    user: ['user.id', 'user_id'],
    took: ['x-took', 'x_took'],
    name: 'user_id',
  },
  csv: {
    format: 'csv',
    lines: ['eventTime,userId,X-Took', ...lines((at, user, took) => `${at},${user},${took}`)],
    time: ['eventTime', 'event_time'],
    user: ['userId', 'user_id'],
    took: ['X-Took', 'x_took'],
    name: 'user_id',
  },
  regex: {
    format: `{ regex: '^(?<eventTime>\\S+) (?<userId>\\S+) (?<tookMs>\\d+)$' }`,
    lines: lines((at, user, took) => `${at} ${user} ${took}`),
    time: ['eventTime', 'event_time'],
    user: ['userId', 'user_id'],
    took: ['tookMs', 'took_ms'],
    name: 'userId',
  },
  nginx: {
    format: `{ nginx: '$remote_addr $time_iso8601 $upstream_took' }`,
    lines: lines((at, user, took) => `${user} ${at} ${took}`),
    time: ['$time_iso8601', 'time_iso8601'],
    user: ['$remote_addr', 'remote_addr', 'host'],
    took: ['$upstream_took', 'upstream_took'],
    name: 'host',
  },
  w3c: {
    format: 'w3c',
    lines: [
      '#Fields: date time cs-username cs(X-Who) x-took',
      ...lines((at, user, took) => `${at.slice(0, 10)} ${at.slice(11, 19)} - ${user} ${took}`),
    ],
    time: ['time'],
    user: ['cs(X-Who)', 'cs_x_who'],
    took: ['x-took', 'x_took'],
    name: 'cs_x_who',
  },
};

/** The same questions in the words of a config: of the key, in a condition, in a derived field and in measures. */
const config = ({ format }: Log, time: string, user: string, took: string): string => `version: 1
pipelines:
  p:
    source: { stdin: true, format: ${format}, follow: false }
    time: { field: "${time}" }
    derive: { twice: "${took} * 2.0" }
    where: '${user} != "nobody"'
    streams:
      s:
        by: ["${user}"]
        keys: [{ "${user}": eve }]
        window: 10s
        where: has(${user}) && ${took} > 5
        measure:
          n: count(${took} > 6)
          sum: sum(twice)
          who: distinct(${user})
          last: last(${user})
        to: [stdout]
        alerts: { a: { value: n, above: 0, message: "{${user}} {n}" } }
`;

const resultOf = async (text: string, log: Log): Promise<unknown> => {
  const plan = planOf(text);
  const { of } = await runConfig(plan, bytesFor(plan, Buffer.from(`${log.lines.join('\n')}\n`)));
  const rows = of('s').map((row) => ({
    user: row[log.name],
    n: row.n,
    sum: row.sum,
    who: row.who,
    last: row.last,
  }));
  return {
    rows: rows.filter(({ n }) => n !== undefined),
    messages: of('s').flatMap(({ message }) => message ?? []),
  };
};

describe.each(Object.entries(LOGS))('a field of %s', (_, log) => {
  const spellings = log.time.flatMap((time) =>
    log.user.flatMap((user) => log.took.map((took) => [time, user, took] as const)),
  );

  it.each(spellings)('is the same field as %s, %s, %s', async (time, user, took) => {
    const numbers = log.format === 'w3c' ? '2.0' : '';
    const text = config(log, time, user, took);
    // Values of headers in extended logs are texts.
    const written =
      numbers === ''
        ? text
        : text
            .replaceAll(new RegExp(`${took} >`, 'g'), `double(${took}) >`)
            .replace(`${took} *`, `double(${took}) *`);
    expect(await resultOf(written, log)).toMatchObject({
      rows: expect.arrayContaining([
        { user: 'ann', n: 1, sum: 14, who: 1, last: 'ann' },
        { user: 'bob', n: 1, sum: 22, who: 1, last: 'bob' },
      ]),
      messages: expect.arrayContaining(['ann 1', 'bob 1']),
    });
  });
});

const access = (streams: string, format = 'jsonl'): string => `version: 1
pipelines:
  p:
    source: { file: a.log, format: ${format} }
    streams: { s: { window: 10s, ${streams} } }
`;
const renamed = (text: string): readonly (readonly [string, string])[] => {
  const { plans, text: said } = diagnose(text);
  expect(said).toBe('');
  return [...(plans[0]?.pipelines[0]?.renamed ?? [])];
};

describe('names of fields', () => {
  it('that a config gives stay as they are', () => {
    expect(
      renamed(
        access(
          `by: [section], measure: { isErr: count(status > 1), allHits: count(), r: "ratio(isErr, allHits)" }, top: { n: 1, by: isErr }, to: stdout`,
        ),
      ),
    ).toEqual([]);
  });

  it('are said that rows have otherwise', () => {
    expect(
      renamed(access('by: [userId, "cs(Referer)"], measure: { n: count(a.b == "x") }, to: stdout')),
    ).toEqual([
      ['userId', 'user_id'],
      ['cs(Referer)', 'cs_referer'],
      ['a.b', 'a_b'],
    ]);
  });

  it('of nginx are those of its variables behind a $, also where its log has the usual format', () => {
    const text = access(
      'by: [$host], measure: { p: p95($request_time), n: count($status > 499) }, to: stdout',
      'access-log',
    );
    expect(renamed(text)).toEqual([
      ['$host', 'vhost'],
      ['$request_time', 'duration'],
      ['$status', 'status'],
    ]);
  });

  it('are subtractions where their parts are fields, and where blanks are around the sign', () => {
    const needs = (condition: string): unknown =>
      planOf(access(`where: ${condition}, measure: { n: count() }, to: stdout`, 'access-log')).pipelines[0]
        ?.needs;
    expect(needs('size-status > 1')).toEqual(['size', 'status']);
    const open = planOf(access('where: X - Foo > 1, measure: { n: count() }, to: stdout')).pipelines[0]
      ?.needs;
    expect(open).toEqual(['x', 'foo']);
  });

  it('lead into maps where rows have such a field', async () => {
    const text = `version: 1
pipelines:
  p:
    source: { stdin: true, format: { json: { user: who } }, follow: false }
    streams: { s: { window: 10s, measure: { n: count(user.id == 7) }, to: [stdout] } }
`;
    const plan = planOf(text);
    const { of } = await runConfig(
      plan,
      bytesFor(plan, Buffer.from('{"time":"2026-05-10T10:00:00Z","who":{"id":7}}\n')),
    );
    expect(of('s')[0]?.n).toBe(1);
  });

  it('lead deeper by an index too', () => {
    const needs = planOf(access(`where: 'user["id"] == 1', measure: { n: count() }, to: stdout`)).pipelines[0]
      ?.needs;
    expect(needs).toEqual(['user_id']);
  });

  it('that mean the same are refused twice in a key', () => {
    expect(diagnose(access('by: [userId, user_id], measure: { n: count() }, to: stdout')).text).toContain(
      'user_id is there twice, as userId and as user_id.',
    );
  });

  it('are those of rows in feeds and expectations of tests too', async () => {
    const { plans } = diagnose(`version: 1
pipelines:
  p:
    source: { file: a.log, format: jsonl }
    time: { field: eventTime }
    streams: { s: { by: [userId], window: 10s, measure: { n: count(a.b == 1) }, to: stdout } }
    tests:
      - name: t
        feed: [{ rows: [{ event_time: "2026-05-10T10:00:00Z", userId: ann, a: { b: 1 } }] }]
        expect: { s: [{ userId: ann, n: 1 }] }
`);
    const [test] = plans[0]?.pipelines[0]?.settings.tests ?? [];
    expect(test).toMatchObject({
      feed: [{ rows: [{ eventTime: '2026-05-10T10:00:00Z', user_id: 'ann', a_b: 1 }] }],
      expect: { s: [{ user_id: 'ann', n: 1 }] },
    });
  });
});

describe('a file of a feed', () => {
  it('is found from the directory of the config', () => {
    const text = `version: 1
pipelines:
  p:
    source: { file: a.log, format: jsonl }
    streams: { s: { window: 10s, measure: { n: count() }, to: stdout } }
    tests: [{ name: t, feed: [{ file: day.jsonl }, { file: /var/x.jsonl }], expect: { s: [] } }]
`;
    const [test] =
      diagnose(text, { file: '/etc/tidemark/web.yaml' }).plans[0]?.pipelines[0]?.settings.tests ?? [];
    expect(test).toMatchObject({ feed: [{ file: '/etc/tidemark/day.jsonl' }, { file: '/var/x.jsonl' }] });
  });
});

describe('the field of the time', () => {
  it('is `time` itself where that is said, though the log has a better one', async () => {
    const text = `version: 1
pipelines:
  p:
    source: { stdin: true, format: jsonl, follow: false }
    time: { field: time }
    streams: { s: { window: 1s, measure: { n: count() }, to: [stdout] } }
`;
    const plan = planOf(text);
    const line = '{"StartUTC":"2026-05-10T10:00:00.5Z","time":"2026-05-10T10:00:07Z"}\n';
    const { of } = await runConfig(plan, bytesFor(plan, Buffer.from(line)));
    expect(of('s')[0]?.start).toBe(Date.parse('2026-05-10T10:00:07Z'));
  });
});
