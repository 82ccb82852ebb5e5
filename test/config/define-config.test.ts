import { expect, it } from 'vitest';
import { defineConfig } from '../../src/config/define-config.js';

it('takes of a ready-made pipeline what is changed, and of one of its own all', () => {
  const sections = { top: { n: 2 } };
  const changed = defineConfig({
    version: 1,
    pipelines: { web: { use: 'access-log', streams: { sections } } },
  });
  expect(changed.pipelines.web).toEqual({ use: 'access-log', streams: { sections } });
  const source = { file: 'access.log' };
  // @ts-expect-error: by what?
  defineConfig({ version: 1, pipelines: { web: { source, streams: { sections } } } });
  // @ts-expect-error: there is no such key.
  defineConfig({ version: 1, pipelines: { web: { use: 'access-log', streems: {} } } });
});
