// Exits with 0 when what listens at TIDEMARK_LISTEN answers /healthz: the health check of the image.
const [, host, port] = /^(.*):(\d+)$/.exec(process.env.TIDEMARK_LISTEN ?? '') ?? ['', '', '8080'];
const isEvery = ['', '0.0.0.0', '[::]'].includes(host);
try {
  const url = `http://${isEvery ? '127.0.0.1' : host}:${port}/healthz`;
  const { ok } = await fetch(url, { signal: AbortSignal.timeout(4000) });
  process.exitCode = ok ? 0 : 1;
} catch {
  process.exitCode = 1;
}
