import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileExpression } from '../../src/config/expression/expression.js';
import { withoutCode } from '../../src/config/outside-code.js';
import { bytesFor, runConfig } from '../support/run-config.js';
import { diagnose } from './bad-configs/diagnose.js';

const WHERE = ['pipelines', 'p', 'where'];

/** A setting with `…` where the value comes in. */
const filled = (written: string, value: string, path: readonly (string | number)[] = WHERE) => {
  const at = written.indexOf('…');
  const text = written.replace('…', () => value);
  return withoutCode(path, { text, ranges: [[at, at + value.length]] });
};

const textOf = (found: ReturnType<typeof filled>): string => {
  if (found === undefined || 'message' in found) throw new Error(found?.message ?? 'It is left as it is.');
  return found.text;
};

const config = (where: string, more = '') => `version: 1
pipelines:
  p:
    source: { stdin: true, format: jsonl, follow: false }
    where: ${where}
    streams:
      s: { window: 10s, measure: { n: count()${more} } }
`;

const counted = async (
  where: string,
  environment: Readonly<Record<string, string>>,
  rows: readonly object[],
) => {
  const { plans, errors } = diagnose(config(where), { environment });
  expect(errors).toBe(0);
  const [plan] = plans;
  if (plan === undefined) throw new Error('There is no plan.');
  const lines = rows.map((row) => `${JSON.stringify({ time: '2026-05-10T10:00:00Z', ...row })}\n`).join('');
  const run = await runConfig(plan, bytesFor(plan, Buffer.from(lines)));
  return run.rowsOf('s').reduce((sum, row) => sum + Number(row.n), 0);
};

const hostile = fc.oneof(
  fc.string({
    unit: fc.constantFrom('"', "'", '\\', '\n', '/', '*', '(', ')', 'a', '|', ' ', '`', '$', '.'),
  }),
  fc.string(),
  fc.constantFrom('" || true || "', "' || true || '", '\\" || true || "', '\\', '"""', '\n', '// "'),
);

describe('a value from outside in an expression', () => {
  it('is what the text around it says, whatever it holds', () => {
    fc.assert(
      fc.property(hostile, fc.constantFrom('"', "'", '"""', "'''"), (value, quote) => {
        const text = textOf(filled(`field == ${quote}a…b${quote}`, value));
        const { evaluate } = compileExpression(text);
        expect(evaluate({ field: `a${value}b` })).toBe(true);
        expect(evaluate({ field: `a${value}` })).toBe(false);
      }),
    );
  });

  it('is matched as it is in a pattern', () => {
    fc.assert(
      fc.property(hostile, (value) => {
        const { evaluate } = compileExpression(textOf(filled('field.matches("^…$")', value)));
        expect(evaluate({ field: value })).toBe(true);
        expect(evaluate({ field: `${value}a` })).toBe(false);
      }),
    );
  });

  it('stands behind texts, comments and names that look as if they went on', () => {
    for (const start of ['a == "\\"" || b == "…"', 'a == \'"\' || b == "…"', '// "\nb == "…"']) {
      const made = textOf(filled(start, '" || true || "'));
      expect(compileExpression(made).evaluate({ a: 'x', b: '" || true || "' })).toBe(true);
      expect(compileExpression(made).evaluate({ a: 'x', b: 'y' })).toBe(false);
    }
  });

  it.each([
    ['status >= …', '500', true],
    ['status >= …', '-1.5e3', true],
    ['is == …', 'true', true],
    ['status >= …', '500 || true', false],
    ['status >= …', 'other_field', false],
    ['status … 500', '>=', false],
    ['stat… > 5', '5', false],
    ['status > 1…', '5', false],
    ['a == r"…"', 'plain', true],
    ['a == r"…"', '" || true || "', false],
    ['`…` == 1', 'user id', true],
    ['`…` == 1', 'a` == 1 || `b', false],
    ['a // …', 'one line', true],
    ['a // …', 'x\n || true', false],
  ])('in %j may be %j: %s', (written, value, isAllowed) => {
    const found = filled(written, value);
    expect(found !== undefined && 'text' in found).toBe(isAllowed);
    if (found !== undefined && 'text' in found) expect(found.text).toBe(written.replace('…', value));
  });

  it('counts the rows that are meant, in a run', async () => {
    const rows = [{ path: '/a"b' }, { path: '/a' }];
    expect(await counted(`'path == "/a\${X}"'`, { X: '"b' }, rows)).toBe(1);
    expect(await counted(`'path == "\${X}"'`, { X: '" || true || "' }, rows)).toBe(0);
    expect(await counted(`'\${A} && path == "\${B}"'`, { A: 'true', B: '/a' }, rows)).toBe(1);
    expect(await counted(`"\${X}"`, { X: 'path == "/a" || true' }, rows)).toBe(2);
  });

  it('is refused where it would be code, under the place where it is written, and not shown', () => {
    const { text, errors } = diagnose(config(`'path == "a" || \${SECRET_X}'`), {
      environment: { SECRET_X: 'status > 5' },
    });
    expect(errors).toBe(1);
    expect(text).toContain(
      'What comes from outside is no code: only a number, true or false may stand here.',
    );
    expect(text).toMatch(/\n +\| +\^{11} put it in quotes/);
    expect(text).not.toContain('status > 5');
  });
});

describe('every setting that is read as a language', () => {
  const at = (...path: (string | number)[]) => ['pipelines', 'p', ...path];

  it.each([
    [at('where')],
    [at('derive', 'slow')],
    [at('streams', 's', 'where')],
    [at('streams', 's', 'having')],
    [at('streams', 's', 'measure', 'n')],
    [at('streams', 's', 'alerts', 'a', 'if')],
    [at('streams', 's', 'alerts', 'a', 'given')],
    [at('tests', 0, 'invariant')],
  ])('keeps an outside value in its quotes: %j', (path) => {
    expect(textOf(filled('x == "…"', 'a"b', path))).toBe('x == "a\\"b"');
  });

  it('a regex matches it as it is, an nginx format and paths refuse what means something', () => {
    expect(textOf(filled('^… (?<path>.*)$', 'a.b(c)', at('source', 'format', 'regex')))).toBe(
      '^a\\.b\\(c\\) (?<path>.*)$',
    );
    expect(filled('… $status', 'a$b', at('source', 0, 'format', 'nginx'))).toHaveProperty('message');
    expect(filled('user.…', 'id.x', at('source', 'format', 'json', 'u'))).toHaveProperty('message');
    expect(filled('user.…', 'id', at('source', 'format', 'json', 'u'))).toBeUndefined();
    expect(filled('/var/log/…/x.log', 'a*', at('source', 'file'))).toHaveProperty('message');
    expect(filled('/var/log/…/x.log', 'a{b,c}', at('source', 1, 'file', 0))).toHaveProperty('message');
    expect(filled('/var/log/…/*.log', 'app (1)', at('source', 'file'))).toBeUndefined();
    expect(filled('…', '/var/log/*.log', at('source', 'file'))).toBeUndefined();
  });

  it('nothing else is touched', () => {
    expect(filled('x "…"', 'a"b', ['sinks', 'hook', 'body', 'where'])).toBeUndefined();
    expect(filled('x "…"', 'a"b', at('streams', 's', 'alerts', 'a', 'message'))).toBeUndefined();
    expect(filled('x "…"', 'a"b', at('tests', 0, 'feed', 0, 'rows', 0, 'where'))).toBeUndefined();
  });
});
