// One that checks, in a process of its own, as often as it can or so many times a second: with our check, or with a bare loop of
// node:http(s) that reads the body and knows nothing else.
import { setMaxListeners } from 'node:events';
import { get as getPlain, Agent as HttpAgent } from 'node:http';
import { get as getSecure } from 'node:https';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createSecureContext } from 'node:tls';
import { TargetMaker } from '../../dist/config/parts/urls/target-maker.js';
import { checkHttp } from '../../dist/io/actions/check/http/check-http.js';
import { httpHop } from '../../dist/io/actions/check/http/http-hop.js';

const never = new AbortController().signal;
setMaxListeners(0, never);
const check = checkHttp({ hop: httpHop(), userAgent: 'bench' });

/** Targets are made once, and so is what TLS is done with. */
const once = (make) => {
  const made = new Map();
  return (key, ...rest) => made.get(key) ?? made.set(key, make(key, ...rest)).get(key);
};

const maker = new TargetMaker({ timeout: 60_000 }, {});
const targetFor = once((url, ca) => {
  const target = maker.plain(url, (_, why) => {
    throw new Error(why);
  });
  return { ...target, tls: { ...target.tls, ca } };
});

const contextFor = once((ca) => createSecureContext({ ca }));

const ours = async (url, ca) => {
  const verdict = await check(targetFor(url, ca), never);
  if (verdict.class !== 'ok') throw new Error(`${url}: ${verdict.class} ${verdict.detail}`);
  return verdict;
};

const bare = (url, ca) =>
  new Promise((resolve, reject) => {
    const get = url.startsWith('https:') ? getSecure : getPlain;
    const asking = get(
      url,
      { agent: false, ...(ca !== undefined && { secureContext: contextFor(ca) }) },
      (response) => {
        const pieces = [];
        response.on('data', (piece) => pieces.push(piece));
        response.on('end', () => {
          if (response.statusCode !== 200) reject(new Error(`${url}: ${response.statusCode}`));
          else resolve(Buffer.concat(pieces).length);
        });
        response.on('error', reject);
      },
    );
    asking.on('error', reject);
  });

/** One that scrapes an exporter, over connections that it keeps. */
const agent = new HttpAgent({ keepAlive: true, maxSockets: 512 });
const scrape = (url) =>
  new Promise((resolve, reject) => {
    getPlain(url, { agent }, (response) => {
      let text = '';
      response.setEncoding('latin1').on('data', (piece) => {
        text += piece;
      });
      response.on('end', () =>
        /^probe_success 1$/m.test(text) ? resolve() : reject(new Error(`${url}: ${text.slice(-300)}`)),
      );
      response.on('error', reject);
    }).on('error', reject);
  });

const WAYS = { ours, bare, scrape };

/** So many at once for so many seconds, over all of the urls in turn. */
const saturate = async ({ way, urls, ca, atOnce, seconds }) => {
  const act = WAYS[way];
  let done = 0;
  let next = 0;
  const begun = performance.now();
  const cpu = process.cpuUsage();
  const end = begun + seconds * 1000;
  const work = async () => {
    while (performance.now() < end) {
      await act(urls[next++ % urls.length], ca);
      done++;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  const { user, system } = process.cpuUsage(cpu);
  return { rate: (done / (performance.now() - begun)) * 1000, perCpu: done / ((user + system) / 1e6), done };
};

/** So many a second, each with a delay that the server knows; what was measured of each, by its number. */
const measureLatency = async ({ base, delays, rate, seconds }) => {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const measured = [];
  const pending = new Set();
  delay.enable();
  const begun = performance.now();
  for (let id = 0; id < rate * seconds; ) {
    const due = ((performance.now() - begun) / 1000) * rate;
    for (; id < due && id < rate * seconds; id++) {
      const number = id;
      const one = ours(`${base}/d/${delays[number % delays.length]}?${number}`).then(({ total }) => {
        measured.push([number, total]);
        pending.delete(one);
      });
      pending.add(one);
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(pending);
  delay.disable();
  return { measured, delay: { p50: delay.percentile(50) / 1e6, p99: delay.percentile(99) / 1e6 } };
};

process.on('message', (task) => {
  const run = task.delays === undefined ? saturate : measureLatency;
  run(task).then(
    (result) => process.send(result),
    (error) => process.send({ error: error.stack }),
  );
});
process.on('disconnect', () => process.exit());
