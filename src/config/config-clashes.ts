import { addressText, isSameAddress } from '../io/http/address.js';
import type { ConfigPlan } from './compile/plan-config.js';
import { sinksOf } from './compile/plan-pipeline.js';
import type { Diagnostic, Path } from './diagnostic.js';
import { listenOf } from './settings/config-settings.js';

/** What is wrong between two configs, said of the second. */
export interface Clash {
  readonly plan: ConfigPlan;
  readonly diagnostic: Diagnostic;
}

/** What stands in the way of running these configs together; each of them alone is in order. */
export const configClashes = (plans: readonly ConfigPlan[]): readonly Clash[] => [
  ...namedTwice(plans),
  ...servedTwice(plans),
  ...writtenTwice(plans),
  ...readAndWritten(plans),
];

/** Pipelines of one process are told apart by their names. */
const namedTwice = (plans: readonly ConfigPlan[]): readonly Clash[] => {
  const owners = new Map<string, ConfigPlan>();
  const found: Clash[] = [];
  for (const plan of plans) {
    const { document } = plan;
    for (const { name } of plan.pipelines) {
      const owner = owners.get(name);
      owners.set(name, owner ?? plan);
      if (owner === undefined) continue;
      const message = `There is a pipeline "${name}" ${whereOf(owner, plan, ['pipelines', name])} already; pipelines that run together need different names.`;
      const path = ['pipelines', name];
      found.push({ plan, diagnostic: document.diagnose('contradiction', path, message, { part: 'key' }) });
    }
  }
  return found;
};

/** `in other.yaml`, or the line where it is the same file. */
const whereOf = ({ document }: ConfigPlan, other: ConfigPlan, path: Path): string => {
  if (document.file !== other.document.file) return `in ${document.file}`;
  return `in line ${document.place(path, 'key')?.line ?? 1}`;
};

/** An address has one server, and a server one config. */
const servedTwice = (plans: readonly ConfigPlan[]): readonly Clash[] =>
  plans.flatMap((plan, i) => {
    const { document } = plan;
    const listen = listenOf(plan.settings);
    if (listen === undefined) return [];
    const owner = plans.slice(0, i).find(({ settings }) => {
      const other = listenOf(settings);
      return other !== undefined && isSameAddress(other.address, listen.address);
    });
    if (owner === undefined) return [];
    const message = `The config ${whereOf(owner, plan, ['listen'])} listens at ${addressText(listen.address)} already; configs that run together need different addresses.`;
    return [{ plan, diagnostic: document.diagnose('contradiction', ['listen'], message) }];
  });

/** One file cannot have two writers, in whichever configs they are. */
const writtenTwice = (plans: readonly ConfigPlan[]): readonly Clash[] => {
  const owners = new Map<string, ConfigPlan>();
  const found: Clash[] = [];
  for (const plan of plans) {
    const claimed = new Set<string>();
    for (const { path, part, settings } of plan.pipelines.flatMap(sinksOf)) {
      const claim = part.claims?.(settings);
      if (claim === undefined || claimed.has(claim)) continue;
      claimed.add(claim);
      const owner = owners.get(claim);
      owners.set(claim, owner ?? plan);
      if (owner === undefined || owner === plan) continue;
      const message = `${claim} is written by the config ${whereOf(owner, plan, ['pipelines'])} already: a file has one writer.`;
      const { document } = plan;
      const suggestion = 'give each a file of its own';
      found.push({ plan, diagnostic: document.diagnose('contradiction', path, message, { suggestion }) });
    }
  }
  return found;
};

/** What is written here cannot be read here: a pipeline would never come to the end of what it writes itself. */
const readAndWritten = (plans: readonly ConfigPlan[]): readonly Clash[] => {
  const found: Clash[] = [];
  for (const plan of plans) {
    const said = new Set<string>();
    const writers = plan.pipelines.flatMap((pipeline) =>
      sinksOf(pipeline).map((sink) => ({ ...sink, pipeline: pipeline.name })),
    );
    for (const { path, part, settings, pipeline } of writers) {
      const written = part.writes?.(settings);
      if (written === undefined || said.has(written.place)) continue;
      const reader = plans
        .flatMap(readersOf)
        .find(({ source }) => source.part.reads?.(source.settings, written));
      if (reader === undefined) continue;
      said.add(written.place);
      const by =
        reader.pipeline === pipeline
          ? 'this very pipeline'
          : `the pipeline ${reader.pipeline}, which runs beside it`;
      const message = `${written.path} is read by ${by}: what is written would come in again.`;
      const suggestion = 'write to a place that is not read, or read that in a process of its own';
      const diagnostic = plan.document.diagnose('contradiction', path, message, { suggestion });
      found.push({ plan, diagnostic });
    }
  }
  return found;
};

const readersOf = ({ pipelines }: ConfigPlan) =>
  pipelines.flatMap(({ name, sources }) => sources.map((source) => ({ pipeline: name, source })));
