import type { PipelinePlan } from './plan-pipeline.js';
import type { PlannedSink } from './plan-sinks.js';
import type { Planner } from './planner.js';

/** Warns of rows that go to what sends alerts alone: they would be left out, in silence. */
export const warnOfRows = (planner: Planner, pipelines: readonly PipelinePlan[]): void => {
  const warned = new Set<string>();
  const warn = (sink: PlannedSink, what: string): void => {
    if (sink.part.onlyAlerts !== true || warned.has(sink.identity)) return;
    warned.add(sink.identity);
    const message = `${sink.name ?? sink.part.name} takes what alerts say, and ${what} come to it: they are left out.`;
    planner.report('bad-value', [...sink.path, sink.part.name], message, {
      severity: 'warning',
      suggestion: 'name it in notify, and take it out of to, rejected and dead_letters',
    });
  };
  for (const { streams, rejected, deadLetters } of pipelines) {
    const alerts = new Set(streams.filter(({ alert }) => alert !== undefined).map(({ name }) => name));
    for (const { name, as = name, from, alert, sinks } of streams)
      if (alert === undefined && !(typeof from === 'string' && alerts.has(from)))
        for (const sink of sinks) warn(sink, `rows of ${as}`);
    for (const sink of rejected) warn(sink, 'rejected inputs');
    for (const sink of deadLetters) warn(sink, 'dead letters');
  }
};
