import { describe, expect, test } from 'vitest';
import { TidemarkError } from '../../../../src/operators/tidemark-error.js';
import { appDirectory } from '../../../../src/pipelines/flow-log/vpc/app-directory.js';

const apps = appDirectory({
  'eni-1': { app: 'web' },
  '10.0.0.0/8': { app: 'inside' },
  '10.0.1.0/24': { app: 'db', vpc: 'vpc-9' },
  '10.0.1.7': { app: 'cache' },
  '2001:db8::/32': { app: 'six' },
});

describe('a table of apps in a config', () => {
  test.each([
    ['eni-1', 'web'],
    ['10.0.1.7', 'cache'],
    ['10.0.1.8', 'db'],
    ['10.9.9.9', 'inside'],
    ['2001:db8::1', 'six'],
    ['2001:0DB8:0::1', 'six'],
    ['11.0.0.1', undefined],
    ['::ffff:10.0.1.8', 'db'],
    ['__proto__', undefined],
    ['', undefined],
  ])('finds whose %s is: the name itself, or else the narrowest network', (name, app) => {
    expect(apps.find(name)?.[0]).toBe(app);
  });

  test.each(['10.0.0.0/33', '10.0.0/8', 'x/8', '::/129', '10.0.0.0/-1', 'web-1'])(
    'refuses the network %s',
    (text) => {
      expect(() => appDirectory({ [text]: { app: 'a' } })).toThrow(TidemarkError);
    },
  );
});
