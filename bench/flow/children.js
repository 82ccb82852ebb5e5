import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { ask } from '../ask.js';

const fileOf = (name) => fileURLToPath(new URL(name, import.meta.url));
const PROBE = new URL('probe.js', import.meta.url).href;

/** A server that can be asked what it has used; resolves when it has said on stderr that it is ready. */
const startServer = async (file, args, execArgv = []) => {
  const begun = performance.now();
  const child = fork(file, args, {
    execArgv: [...execArgv, '--import', PROBE],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let said = '';
  const ready = new Promise((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (text) => {
      said += text;
      if (/\bready\b/.test(said)) resolve();
    });
    child.on('exit', (code, signal) => reject(new Error(`${file} ended with ${code ?? signal}.\n${said}`)));
  });
  await ready;
  return {
    port: Number(/http:\/\/[^/\s]*:(\d+)/.exec(said)[1]),
    seconds: (performance.now() - begun) / 1000,
    get said() {
      return said;
    },
    used: () => ask(child, 'used'),
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
};

export const startBare = () => startServer(fileOf('bare.js'), []);

/** `tidemark flow-log`, with `--state` where a directory is given. */
export const startFlowLog = (main, state, execArgv) =>
  startServer(
    main,
    ['flow-log', '--listen', '127.0.0.1:0', ...(state === undefined ? [] : ['--state', state])],
    execArgv,
  );

export const startLoad = () => {
  const child = fork(fileOf('load.js'), [], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  return {
    run: (task) => ask(child, task),
    stop: () => child.disconnect(),
  };
};
