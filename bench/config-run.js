import { Writable } from 'node:stream';
import { accessLogInCode } from './access-log-in-code.js';

/** One run of the access-log monitor over a log: `node config-run.js 'in code' LOG`. Prints what the run itself took. */
const dist = process.env.TIDEMARK_DIST ?? new URL('../dist/', import.meta.url).href;
const from = (path) => import(new URL(path, dist));

const { systemClock } = await from('io/clock.js');
const { jsonLines } = await from('io/sinks/json-lines.js');
const { stdout } = await from('io/sinks/stdout.js');
const { run } = await from('pipelines/run.js');

const clock = systemClock();
const nothing = () => undefined;
const output = new Writable({ write: (_chunk, _encoding, done) => done() });
const sink = stdout({ format: jsonLines(), output });

const compiled = async (path, settings) => {
  const { buildPipeline } = await from('config/compile/build-pipeline.js');
  const { planConfig } = await from('config/compile/plan-config.js');
  const { parseYaml } = await from('config/document/parse-yaml.js');
  const { builtParts } = await from('config/parts/built-parts.js');
  const { Secrets } = await from('config/secrets.js');
  const source = { file: path, format: 'access-log', follow: false };
  const text = JSON.stringify({
    version: 1,
    pipelines: { 'access-log': { use: 'access-log', source, ...settings } },
  });
  const [{ document }] = parseYaml('bench.yaml', text);
  const options = { parts: builtParts, environment: {}, secrets: new Secrets(), offline: true };
  const { plan, diagnostics } = planConfig(document, options);
  if (plan === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  const context = { clock, warn: nothing, inform: nothing, json: true, colours: false, remembers: false };
  return buildPipeline(plan.pipelines[0], builtParts, context, undefined, () => sink);
};

const make = {
  'in code': (path) => accessLogInCode(from, path, clock, sink),
  'use: access-log': (path) => compiled(path, {}),
  'with where': (path) => compiled(path, { where: 'method == "GET" && status != 404' }),
};

const [name, path] = process.argv.slice(2);
const spec = await make[name](path);
const before = process.cpuUsage();
const begun = performance.now();
await run(spec, { clock, signal: new AbortController().signal });
const wall = (performance.now() - begun) / 1000;
const { user, system } = process.cpuUsage(before);
process.stdout.write(
  `${JSON.stringify({ wall, cpu: (user + system) / 1e6, rss: process.resourceUsage().maxRSS * 1024 })}\n`,
);
