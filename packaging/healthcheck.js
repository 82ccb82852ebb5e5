// Exits with 0 when what listens at TIDEMARK_LISTEN answers /healthz: the health check of the image. A config that listens by itself,
// with TLS perhaps, has TIDEMARK_HEALTHCHECK say where: https://127.0.0.1:8443. No token is asked for there.
import { get } from 'node:http';
import { get as getSecurely } from 'node:https';

const { TIDEMARK_LISTEN = '', TIDEMARK_HEALTHCHECK = '' } = process.env;

const whereItListens = () => {
  const [, host, port] = /^(.*):(\d+)$/.exec(TIDEMARK_LISTEN) ?? ['', '', '8080'];
  const isEvery = ['', '0.0.0.0', '[::]'].includes(host);
  return `http://${isEvery ? '127.0.0.1' : host}:${port}`;
};

const failed = () => process.exit(1);
try {
  const url = new URL('/healthz', TIDEMARK_HEALTHCHECK === '' ? whereItListens() : TIDEMARK_HEALTHCHECK);
  const ask = url.protocol === 'https:' ? getSecurely : get;
  // Whose certificate it is does not matter: nothing is said but that it answers, and it is for another name than 127.0.0.1.
  ask(url, { rejectUnauthorized: false, timeout: 4000 }, ({ statusCode }) =>
    process.exit(statusCode === 200 ? 0 : 1),
  )
    .on('timeout', failed)
    .on('error', failed);
} catch {
  failed();
}
