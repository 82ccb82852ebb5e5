// Keeps what a version remembers, for test/host/kept-state.test.ts: `node scripts/keep-state.js NAME [dist/cli/main.js]`
// with the built command of that version. To be run at each release, with its number for a name.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const [name, command = 'dist/cli/main.js'] = process.argv.slice(2);
if (name === undefined) throw new Error('Say what the version is called.');
const main = resolve(command);
const root = resolve(import.meta.dirname, '..');
const kept = join(root, 'test/host/kept-state');
const directory = mkdtempSync(join(tmpdir(), 'tidemark-kept-'));
const here = (file) => join(directory, file);

// In the middle of the burst, so that windows are open and the alert fires.
const LINES = 2000;
const lines = readFileSync(join(root, 'samples/access-log/access.log'), 'utf8').split('\n');
writeFileSync(here('access.log'), `${lines.slice(0, LINES).join('\n')}\n`);
const run = (...args) =>
  execFileSync(process.execPath, [main, ...args], { cwd: directory, stdio: ['ignore', 'pipe', 'inherit'] });

writeFileSync(
  here('access-log.jsonl'),
  run('access-log', 'access.log', '--once', '--json', '--state', 'state-access-log'),
);
writeFileSync(here('tidemark.yaml'), readFileSync(join(kept, 'tidemark.yaml')));
writeFileSync(here('run.jsonl'), run('run', 'tidemark.yaml'));

const server = spawn(
  process.execPath,
  [main, 'flow-log', '--listen', '127.0.0.1:0', '--state', 'state-flow-log'],
  {
    cwd: directory,
    stdio: ['ignore', 'inherit', 'pipe'],
  },
);
let said = '';
for await (const text of server.stderr.setEncoding('utf8')) {
  said += text;
  const [url] = /http:\/\/[\d.]+:\d+/.exec(said) ?? [];
  if (url === undefined || !said.includes('ready') || server.killed) continue;
  const body = readFileSync(join(root, 'samples/flow-log/flows.json'));
  const answer = await fetch(`${url}/flows`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json' },
  });
  if (!answer.ok) throw new Error(`It answered ${answer.status}.`);
  server.kill('SIGTERM');
}

rmSync(here('access.log'));
execFileSync('tar', ['--sparse', '-czf', join(kept, `${name}.tar.gz`), '-C', directory, '.']);
rmSync(directory, { recursive: true });
