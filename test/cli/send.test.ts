import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { messageServer } from '../servers/message-server.js';
import { STAND_INS } from '../servers/message-services.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { tidemark } from '../support/tidemark.js';

const KEY = '0123456789abcdef0123456789abcdef';

test('tidemark send opens and closes an incident, says what was answered, and never a secret', async () => {
  const server = await messageServer(STAND_INS.pagerduty);
  const path = join(await temporaryDirectory(), 't.yaml');
  await writeFile(
    path,
    `version: 1
sinks:
  pager: { pagerduty: "\${KEY}", url: "${server.origin}/v2/enqueue" }
  out: { file: out.jsonl }
pipelines:
  web: { use: access-log, source: { file: nowhere.log } }
`,
  );
  const env = { ...process.env, KEY };
  const send = (...args: readonly string[]) => tidemark(['send', ...args], { env });
  const firing = await send('pager', path, '--severity', 'page');
  expect(firing.code, firing.stderr).toBe(0);
  expect(firing.stdout).toMatch(
    /^pagerduty 127\.0\.0\.1:\d+ #[\da-f]{8} answered 202: \{"status":"success".*\}\n$/,
  );
  expect((await send('pager', path, '--state', 'resolved')).code).toBe(0);
  const [opened, closed] = server.taken.map(({ body }) => JSON.parse(body));
  expect(opened).toMatchObject({ event_action: 'trigger', payload: { severity: 'critical', class: 'test' } });
  expect(closed).toMatchObject({ event_action: 'resolve', dedup_key: opened.dedup_key });

  server.answerWith({
    status: 400,
    body: `{"message":"Event object is invalid","errors":["${KEY} is wrong"]}`,
  });
  const refused = await send('pager', path);
  expect(refused).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('would count it as undeliverable'),
  });
  expect(refused.stdout).toContain(
    'answered 400: {"message":"Event object is invalid","errors":["[redacted] is wrong"]}',
  );
  expect(`${refused.stdout}${refused.stderr}${firing.stdout}`).not.toContain(KEY);

  expect(await send('pagr', path)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Did you mean pager?'),
  });
  expect(await send('out', path)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('of the kind file'),
  });
});
