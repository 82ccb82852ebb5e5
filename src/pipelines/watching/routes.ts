import type { Registry } from 'prom-client';
import { jsonAnswer } from '../../io/http/json-answer.js';
import type { Routes } from '../../io/http/listen.js';
import type { PipelineStatus } from '../supervisor.js';
import { familiesText } from './metric-family.js';
import { metricFamilies } from './metrics.js';
import type { PipelineWatch } from './pipeline-watch.js';
import { readinessOf } from './readiness.js';
import type { MetricsOptions } from './series.js';

/** Where the routes look at every request. */
export interface Watched extends Omit<MetricsOptions, 'now'> {
  /** The pipelines that are looked at, whether they have been started or not. */
  readonly names: () => readonly string[];
  readonly status: () => readonly PipelineStatus[];
  readonly watchOf: (name: string) => PipelineWatch | undefined;
  readonly stopping: () => boolean;
  /** Says an error in words that anybody may read. */
  readonly wordsOf: (error: unknown) => string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Metrics of the process itself. */
  readonly process: Registry;
}

/** What can be had over HTTP of running pipelines: `/healthz`, `/readyz` and `/metrics`. */
export const watchRoutes = (watched: Watched): Routes => ({
  '/healthz': () => jsonAnswer(200, { status: 'ok' }),
  '/readyz': () => {
    const { ready, pipelines } = readinessOf({
      names: watched.names(),
      status: watched.status(),
      stopping: watched.stopping(),
      wordsOf: watched.wordsOf,
    });
    return jsonAnswer(ready ? 200 : 503, { status: ready ? 'ready' : 'not ready', pipelines });
  },
  '/metrics': async () => {
    const status = new Map(watched.status().map((one) => [one.name, one]));
    const pipelines = watched.names().map((name) => ({
      name,
      status: status.get(name),
      watch: watched.watchOf(name),
    }));
    const { version, redact, process } = watched;
    const families = await familiesText(metricFamilies(pipelines, { version, redact, now: watched.now() }));
    return { status: 200, type: process.contentType, body: `${families}\n${await process.metrics()}` };
  },
});
