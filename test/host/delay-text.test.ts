import { describe, expect, it } from 'vitest';
import { delayText } from '../../src/host/delay-text.js';
import { planOf } from '../support/run-config.js';

const textOf = (source: string, stream: string, time = ''): string | undefined => {
  const config = `version: 1\npipelines: { p: { source: ${source}, ${time} streams: { s: ${stream} } } }\n`;
  const [plan] = planOf(config).pipelines;
  if (plan === undefined) throw new Error('There is no pipeline.');
  return delayText(plan);
};

const FILE = '{ file: app.jsonl, format: jsonl }';
const WINDOWS = '{ window: 10s, measure: { n: count() }, to: stdout }';

describe('delayText', () => {
  it('says how long following shows nothing, and what shows it sooner', () => {
    const text =
      'What happens is shown 1m later, so that lines which are written late still count; time: { lateness: 2s } shows it sooner.';
    expect(textOf(FILE, WINDOWS)).toBe(text);
    expect(textOf('{ stdin: true, format: jsonl }', WINDOWS)).toBe(text);
    expect(textOf(FILE, '{ window: { session: 30s }, measure: { n: count() }, to: stdout }')).toBe(text);
    expect(textOf(FILE, '{ alerts: { gone: { absent: 5m, notify: stdout } } }')).toBe(text);
    expect(textOf(FILE, WINDOWS, 'time: { lateness: 5m },')).toContain('is shown 5m later');
  });

  it('says nothing where nobody waits: of a replay, of rows as they are, and of a short lateness', () => {
    expect(textOf('{ file: app.jsonl, format: jsonl, follow: false }', WINDOWS)).toBeUndefined();
    expect(textOf(FILE, '{ to: stdout }')).toBeUndefined();
    expect(textOf(FILE, WINDOWS, 'time: { lateness: 2s },')).toBeUndefined();
  });
});
