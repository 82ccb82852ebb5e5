import type { UsePart } from '../parts/part.js';

/** `use: access-log`: what `tidemark access-log` runs, as a config says it. */
export const accessLogUse: UsePart = {
  name: 'access-log',
  tree: {
    source: { file: '/var/log/access.log', format: 'access-log' },
    time: { lateness: '2s' },
    streams: {
      summary: {
        window: '10s',
        measure: {
          hits: 'count()',
          rate: 'rate()',
          size: 'sum(size)',
          errors: 'count(status >= 400 && status < 600)',
          status_1xx: 'count(status >= 100 && status < 200)',
          status_2xx: 'count(status >= 200 && status < 300)',
          status_3xx: 'count(status >= 300 && status < 400)',
          status_4xx: 'count(status >= 400 && status < 500)',
          status_5xx: 'count(status >= 500 && status < 600)',
          status_other: 'count(status == null || status < 100 || status >= 600)',
        },
        to: ['stdout'],
      },
      sections: {
        by: ['section'],
        window: '10s',
        measure: {
          hits: 'count()',
          errors: 'count(status >= 500)',
          size: 'sum(size)',
          p95: 'p95(duration)',
        },
        top: { n: 10, by: 'hits' },
        to: ['stdout'],
      },
      alerts: {
        window: { size: '2m', every: '1s' },
        measure: { hits: 'count()' },
        alerts: { 'high-traffic': { value: 'hits', above: '10/s' } },
      },
    },
  },
};
