import { describe, expect, it } from 'vitest';
import { diagnose } from './bad-configs/diagnose.js';

interface Alert {
  readonly severity?: string;
  readonly notify?: string;
}

const config = (notify: string, alerts: Readonly<Record<string, Alert>>): string => `version: 1
sinks: { pager: { file: pager.jsonl }, chat: { file: chat.jsonl } }
notify: ${notify}
pipelines:
  web:
    source: { stdin: true, format: access-log }
    streams:
      traffic:
        window: 10s
        measure: { hits: count() }
        alerts:
${Object.entries(alerts)
  .map(
    ([name, { severity, notify: own }]) =>
      `          ${name}: { value: hits, above: 3${severity === undefined ? '' : `, severity: ${severity}`}${own === undefined ? '' : `, notify: ${own}`} }\n`,
  )
  .join('')}`;

const said = (notify: string, alerts: Readonly<Record<string, Alert>>): readonly string[] =>
  diagnose(config(notify, alerts)).diagnostics.map(
    ({ severity, message, place, suggestion }) => `${place?.line} ${severity}: ${message} ${suggestion}`,
  );

describe('check warns of', () => {
  it('a route for a severity that no alert has', () => {
    expect(said('[chat, { to: pager, severity: pages }]', { busy: { severity: 'page' } })).toEqual([
      '3 warning: No alert that this route is for has the severity pages: there is page. did you mean "page"?',
    ]);
    expect(said('[chat, { to: pager, severity: page }]', { busy: {} })).toEqual([
      '3 warning: No alert that this route is for has the severity page: busy has none. write severity: page in an alert',
    ]);
    expect(
      said('[chat, { to: pager, severity: [page, warn] }]', { busy: { severity: 'page' } }),
    ).toHaveLength(1);
  });

  it('an alert that no route is for', () => {
    expect(
      said('[{ to: pager, severity: page }]', {
        busy: { severity: 'page' },
        calm: { severity: 'info' },
        odd: {},
      }),
    ).toEqual([
      '13 warning: Nobody is told of calm: its severity is info, and notify has routes for page alone. write a route without severity, or one of those',
      '14 warning: Nobody is told of odd: it has no severity, and notify has routes for page alone. write a route without severity, or one of those',
    ]);
  });

  it('both where an alert has routes of its own', () => {
    const own = { busy: { severity: 'page', notify: '{ to: pager, severity: pgae }' } };
    expect(said('chat', own)).toEqual([
      '12 warning: Nobody is told of busy: its severity is page, and notify has routes for pgae alone. did you mean "pgae"?',
      '12 warning: No alert that this route is for has the severity pgae: there is page. did you mean "page"?',
    ]);
  });

  it('nothing that somebody is told of', () => {
    const alerts = { busy: { severity: 'page' }, calm: {} };
    for (const notify of [
      'chat',
      '[chat, pager]',
      '[chat, { to: pager, severity: page }]',
      '{ to: pager, only: firing }',
    ])
      expect(said(notify, alerts)).toEqual([]);
    expect(said('[chat, { to: pager, severity: "${S}" }]', alerts)).toHaveLength(1);
    expect(
      diagnose(config('[chat, { to: pager, severity: "${S}" }]', alerts), { offline: true }).diagnostics,
    ).toEqual([]);
  });
});
