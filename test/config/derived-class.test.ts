import { describe, expect, it } from 'vitest';
import { diagnose } from './bad-configs/diagnose.js';

const config = (derived: string, by = 'class'): string => `version: 1
pipelines:
  web:
    source: { file: a.log, format: access-log }
    derive: { class: '${derived}' }
    streams: { s: { by: ${by}, window: 10s, measure: { n: count() }, to: [stdout] } }
`;

describe('a class of an amount', () => {
  it('is a key, which the amount itself is not', () => {
    expect(diagnose(config('bucket(duration, 100)')).text).toBe('');
    expect(diagnose(config('duration', 'duration')).text).toContain(
      'duration is an amount: every value of it is a key of its own.',
    );
  });

  it('counts what the amount does', () => {
    const { plans } = diagnose(config('bucket(duration, 100)'));
    expect(plans[0]?.pipelines[0]?.rows.known.class).toMatchObject({ unit: 'duration', isClass: true });
  });
});
