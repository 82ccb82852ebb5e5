import { accessObjection } from '../../io/http/access.js';
import { didYouMean } from '../../io/text/did-you-mean.js';
import type { Diagnostic, Path } from '../diagnostic.js';
import type { ConfigDocument } from '../document/config-document.js';
import { isTree, type Tree } from '../is-tree.js';
import { mergeSettings } from '../merge-settings.js';
import type { Parts, SourcePart } from '../parts/part.js';
import type { Secrets } from '../secrets.js';
import { type ConfigSettings, listenOf } from '../settings/config-settings.js';
import { substitute } from '../substitute.js';
import { inOrderOfLines } from './in-order-of-lines.js';
import { warnOfDeadEnds, warnOfNulls } from './not-meant.js';
import { parseSettings } from './parse-settings.js';
import { planNotify } from './plan-notify.js';
import { type PipelinePlan, planPipeline, sinksOf } from './plan-pipeline.js';
import { type PlannedSink, planNamedSinks } from './plan-sinks.js';
import { Planner } from './planner.js';
import { warnOfBodies } from './warn-of-bodies.js';
import { warnOfMoved } from './warn-of-moved.js';
import { warnOfRoutes } from './warn-of-routes.js';
import { warnOfRows } from './warn-of-rows.js';

export interface PlanOptions {
  readonly parts: Parts;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly secrets: Secrets;
  /** Variables that are not set, and files that are not there, are no fault. */
  readonly offline: boolean;
  /** Whoever runs it looks at the rows of all streams, wherever they go. */
  readonly isWatched?: boolean;
  /** Settings from the command line, over those of the file. */
  readonly overrides?: readonly Override[];
}

/** One setting from the command line. */
export interface Override {
  readonly path: Path;
  readonly value: unknown;
}

/** A config that is checked and can be run. */
export interface ConfigPlan {
  readonly document: ConfigDocument;
  readonly settings: Omit<ConfigSettings, 'pipelines'>;
  readonly pipelines: readonly PipelinePlan[];
  /** The outputs that have names. */
  readonly sinks: ReadonlyMap<string, PlannedSink>;
  /** For each pipeline a text that is the same as long as nothing that concerns it has changed. */
  readonly signatures: ReadonlyMap<string, string>;
}

export interface Planned {
  /** Undefined where there are errors. */
  readonly plan: ConfigPlan | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Checks one config and compiles it as far as that goes without touching the world. Says everything that is wrong at once. */
export const planConfig = (document: ConfigDocument, options: PlanOptions): Planned => {
  const { parts, overrides = [] } = options;
  const substituted = substitute(document, options);
  const { outside } = substituted;
  const knowing = document.knowing({ overrides: overrides.map(({ path }) => path), outside });
  const planner = new Planner(
    knowing,
    parts,
    new Set([...substituted.unknown, ...document.unreadable]),
    substituted.paths,
    options,
  );
  planner.diagnostics.push(...substituted.diagnostics);
  const failed = (): Planned => ({ plan: undefined, diagnostics: inOrderOfLines(planner.diagnostics) });
  const { value } = substituted;
  const suggestion = 'begin with version: 1 and pipelines: { web: { use: access-log } }';
  if (!isTree(value)) {
    planner.report('wrong-type', [], 'A config is a map that begins with version: 1 and has pipelines.', {
      suggestion,
    });
    return failed();
  }
  if (Object.keys(value).length === 0) {
    planner.report('missing-key', [], 'This config is empty.', { suggestion });
    return failed();
  }
  const uses = new Map<string, SourcePart<never> | undefined>();
  const tree = withUses(planner, overridden(planner, withoutExtras(value), overrides), uses);
  const settings = parseSettings(planner, tree);
  if (settings === undefined) return failed();

  const sinks = planNamedSinks(planner, settings.sinks);
  const notify =
    settings.notify === undefined ? undefined : planNotify(planner, ['notify'], settings.notify, sinks);
  const pipelines = Object.entries(settings.pipelines).map(([name, pipeline]) =>
    planPipeline(planner, ['pipelines', name], name, pipeline, { sinks, notify, own: uses.get(name) }),
  );
  if (pipelines.length === 0 && !planner.isLeftOut(['pipelines'])) {
    const suggestion = 'write pipelines: { web: { use: access-log } }';
    planner.report('missing-key', ['pipelines'], 'There is no pipeline.', { suggestion });
  }
  checkClaims(planner, pipelines);
  checkListen(planner, settings);
  if (planner.failed) return failed();
  const isServed =
    options.isWatched === true ||
    settings.listen !== undefined ||
    options.environment.TIDEMARK_LISTEN !== undefined;
  warnOfDeadEnds(planner, pipelines, isServed);
  warnOfRoutes(planner, settings);
  warnOfBodies(planner, pipelines);
  warnOfRows(planner, pipelines);
  warnOfMoved(planner, pipelines);
  const { pipelines: _, ...rest } = settings;
  const named = new Map([...sinks].flatMap(([name, sink]) => (sink === undefined ? [] : [[name, sink]])));
  return {
    plan: {
      document: knowing,
      settings: rest,
      pipelines,
      sinks: named,
      signatures: signaturesOf(tree, pipelines),
    },
    diagnostics: inOrderOfLines(planner.diagnostics),
  };
};

/** What others reach asks for a token. */
const checkListen = (planner: Planner, settings: ConfigSettings): void => {
  const listen = listenOf(settings);
  const objection = listen && accessObjection(listen.address, listen.access);
  if (objection !== undefined) planner.report('contradiction', ['listen'], objection);
};

/** Keys that begin with x- are a home for anchors. */
const withoutExtras = (tree: Tree): Tree =>
  Object.fromEntries(Object.entries(tree).filter(([key]) => !key.startsWith('x-')));

const overridden = (planner: Planner, tree: Tree, overrides: readonly Override[]): Tree =>
  overrides.reduce<Tree>((under, { path, value }) => {
    const [top, name = ''] = path;
    // A pipeline that is not there has none of the settings that make one.
    if (top === 'pipelines' && isTree(under.pipelines) && !Object.hasOwn(under.pipelines, name)) {
      planner.reportUnknown('unknown-name', path, 'pipeline', String(name), Object.keys(under.pipelines));
      return under;
    }
    const over = path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
    return mergeSettings(under, over) as Tree;
  }, tree);

/** Puts the ready-made pipelines under those that use them. */
const withUses = (planner: Planner, tree: Tree, uses: Map<string, SourcePart<never> | undefined>): Tree => {
  const { pipelines } = tree;
  if (!isTree(pipelines)) return tree;
  const merged = Object.entries(pipelines).map(([name, pipeline]) => {
    if (!isTree(pipeline) || pipeline.use === undefined) return [name, pipeline] as const;
    if (typeof pipeline.use !== 'string') {
      leaveOutParts(planner, name);
      return [name, pipeline] as const;
    }
    const { use } = pipeline;
    const part = planner.parts.uses.find((one) => one.name === use);
    if (part === undefined) {
      const path = ['pipelines', name, 'use'];
      const known = [...planner.parts.uses.map((one) => one.name), ...planner.parts.planned.uses];
      const isPlanned = planner.parts.planned.uses.includes(use);
      if (isPlanned) {
        planner.report('not-built', path, `The ready-made pipeline ${use} is not built yet.`);
      } else {
        planner.reportUnknown('unknown-name', path, 'ready-made pipeline', use, known);
      }
      // What was meant has been said: it stands for it while the rest is checked.
      const near = isPlanned ? undefined : didYouMean(use, known);
      const meant = planner.parts.uses.find((one) => one.name === near);
      if (meant !== undefined) {
        uses.set(name, meant.source);
        return [name, { ...(mergeSettings(meant.tree, pipeline, WHOLE) as Tree), use: meant.name }] as const;
      }
      leaveOutParts(planner, name);
      // What stands over nothing is incomplete.
      const { streams, ...rest } = pipeline;
      planner.leaveOut(['pipelines', name, 'streams'], streams);
      return [name, mergeSettings({}, rest)] as const;
    }
    uses.set(name, part.source);
    const under = part.treeFor?.(pipeline) ?? part.tree;
    warnOfNulls(planner, ['pipelines', name], under, pipeline);
    return [name, mergeSettings(under, pipeline, WHOLE)] as const;
  });
  return { ...tree, pipelines: Object.fromEntries(merged) };
};

/** What a ready-made pipeline would have brought is not missing, where there is no such pipeline. */
const leaveOutParts = (planner: Planner, name: string): void => {
  for (const key of ['source', 'streams']) planner.leaveOut(['pipelines', name, key], undefined);
};

/** A window is of one kind or another, and so is an output: what the user writes takes the place of all of it. */
const WHOLE: ReadonlySet<string> = new Set([
  'window',
  'to',
  'notify',
  'rejected',
  'dead_letters',
  'tests',
  'format',
]);

/** One file cannot have two writers. */
const checkClaims = (planner: Planner, pipelines: readonly PipelinePlan[]): void => {
  const owners = new Map<string, { readonly pipeline: string; readonly identity: string }>();
  for (const pipeline of pipelines) {
    const { name } = pipeline;
    for (const sink of sinksOf(pipeline)) {
      const claim = sink.part.claims?.(sink.settings);
      if (claim === undefined) continue;
      const owner = owners.get(claim);
      if (owner === undefined) owners.set(claim, { pipeline: name, identity: sink.identity });
      else if (owner.pipeline !== name) {
        planner.report(
          'contradiction',
          sink.path,
          `${claim} is written by the pipelines ${owner.pipeline} and ${name}: a file has one writer.`,
          {
            suggestion: 'give each a file of its own',
          },
        );
      } else if (owner.identity !== sink.identity) {
        planner.report(
          'contradiction',
          sink.path,
          `${claim} is written by two outputs of this pipeline, with different settings.`,
          {
            suggestion: 'name the output once under sinks',
          },
        );
      }
    }
  }
};

/** What concerns a pipeline: its own settings, and all that its outputs are made of. */
const signaturesOf = (tree: Tree, plans: readonly PipelinePlan[]): ReadonlyMap<string, string> => {
  const { pipelines, sinks, notify, state } = tree;
  const shared = JSON.stringify([sinks, notify, state]);
  return new Map(
    Object.entries(isTree(pipelines) ? pipelines : {}).map(([name, pipeline]) => [
      name,
      `${JSON.stringify(
        lastingOf(
          pipeline,
          plans.find((plan) => plan.name === name),
        ),
      )}\n${shared}`,
    ]),
  );
};

/** A pipeline without what its sources can exchange while they are read. */
const lastingOf = (pipeline: unknown, plan: PipelinePlan | undefined): unknown => {
  const [source, another] = plan?.sources ?? [];
  if (!isTree(pipeline) || source?.part.lasting === undefined || another !== undefined) return pipeline;
  return { ...pipeline, source: source.part.lasting(source.settings) };
};
