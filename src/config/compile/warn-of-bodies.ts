import { didYouMean } from '../../io/text/did-you-mean.js';
import { pathKey } from '../document/config-document.js';
import { usualField } from '../settings/usual-field.js';
import { rowName } from './field-names.js';
import type { PipelinePlan } from './plan-pipeline.js';
import type { PlannedSink } from './plan-sinks.js';
import type { Planner } from './planner.js';

/** What every transition has, besides its key and the fields that its message is made of. */
const OF_TRANSITIONS = [
  ...['time', 'alert', 'was', 'state', 'value', 'threshold', 'key', 'details', 'message', 'severity'],
  ...['because', 'initial', 'reminder'],
];
const OF_REJECTED = ['reason', 'partition', 'offset', 'raw', 'time', 'detail'];
const OF_ALL = ['pipeline', 'stream', 'id'];

/** What comes to a sink: names of fields, and whether there may be others. */
interface Coming {
  readonly names: Set<string>;
  isOpen: boolean;
  /** The names that rows have for what the texts name. */
  readonly nameOf: ((written: string) => string)[];
}

/** Warns of texts that are sent with a field that nothing has that goes there: they would be sent without it, in silence. */
export const warnOfBodies = (planner: Planner, pipelines: readonly PipelinePlan[]): void => {
  const coming = new Map<string, Coming>();
  const sinks = new Map<string, PlannedSink>();
  const note = (sink: PlannedSink, plan: PipelinePlan, names: readonly string[], isOpen = false): void => {
    if (sink.part.slots === undefined) return;
    sinks.set(sink.identity, sink);
    const known = coming.get(sink.identity) ?? { names: new Set(OF_ALL), isOpen: false, nameOf: [] };
    for (const name of names) known.names.add(name);
    known.isOpen ||= isOpen;
    known.nameOf.push((written) => rowName(plan.rows, written));
    coming.set(sink.identity, known);
  };
  for (const plan of pipelines) {
    const carried = new Map(plan.streams.map(({ name, alert }) => [name, alert?.carries]));
    for (const { name, as = name, from, alert, sinks: targets } of plan.streams) {
      const carries = alert?.carries ?? (typeof from === 'string' ? carried.get(from) : undefined);
      const fields = plan.shown.get(as);
      for (const sink of targets)
        if (carries !== undefined) note(sink, plan, [...OF_TRANSITIONS, ...carries]);
        else note(sink, plan, Object.keys(fields?.known ?? {}), fields?.open ?? true);
    }
    for (const sink of plan.rejected) note(sink, plan, OF_REJECTED);
    for (const sink of plan.deadLetters) note(sink, plan, [], true);
  }
  for (const [identity, { names, isOpen, nameOf }] of coming) {
    const sink = sinks.get(identity);
    for (const { path, field, within, isTemplate } of sink?.part.slots?.(sink.settings) ?? []) {
      const at = [...(sink?.path ?? []), ...path];
      if (!isTemplate) {
        if (planner.document.outsidePaths.has(pathKey(at))) continue;
        planner.report('template', at, `{${field}} is sent as it stands: only bodies have fields.`, {
          within,
          severity: 'warning',
          suggestion: 'put it in body, or take it out',
        });
        continue;
      }
      if (isOpen || names.has(field) || nameOf.some((of) => names.has(of(field)))) continue;
      const known = [...names];
      const near = usualField(field, known) ?? didYouMean(field, known);
      planner.report(
        'template',
        at,
        `Nothing that goes there has a field "${field}": it is sent without it.`,
        {
          within,
          severity: 'warning',
          suggestion:
            near === undefined ? `there are ${known.slice(0, MOST).join(', ')}` : `did you mean {${near}}?`,
        },
      );
    }
  }
};

const MOST = 24;
