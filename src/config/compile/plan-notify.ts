import type { Path } from '../diagnostic.js';
import type { PartSetting } from '../settings/part-setting.js';
import { type RouteSettings, routeSettings } from '../settings/route-settings.js';
import { type NamedSinks, type PlannedSink, parsePart, planSinks } from './plan-sinks.js';
import type { Planner } from './planner.js';

/** Where some of the transitions go. */
export interface PlannedRoute {
  readonly sinks: readonly PlannedSink[];
  /** Undefined: of alerts of any severity. */
  readonly severities: readonly string[] | undefined;
  /** Whether only firing goes there. */
  readonly onlyFiring: boolean;
}

type Setting = PartSetting | readonly PartSetting[];

const isOne = (setting: Setting): setting is PartSetting => !Array.isArray(setting);

/** What `notify` names: outputs for everything, and maps with `to` for a part of it. */
export const planNotify = (
  planner: Planner,
  path: Path,
  setting: Setting,
  named: NamedSinks,
): readonly PlannedRoute[] => {
  const list = isOne(setting) ? [setting] : setting;
  return list.map((one, i): PlannedRoute => {
    const at = isOne(setting) ? path : [...path, i];
    if (typeof one === 'string' || !('to' in one))
      return { sinks: planSinks(planner, at, one, named), severities: undefined, onlyFiring: false };
    const route = routeAt(planner, at, one);
    return {
      sinks: planSinks(planner, [...at, 'to'], route?.to, named),
      severities: route?.severity === undefined ? undefined : [route.severity].flat(),
      onlyFiring: route?.only === 'firing',
    };
  });
};

const routeAt = (planner: Planner, path: Path, setting: PartSetting): RouteSettings | undefined =>
  parsePart(planner, path, { settings: routeSettings }, setting);

/** The outputs of an alert: for all of its transitions, and for those that fire alone. */
export const routesOf = (
  routes: readonly PlannedRoute[],
  severity: string | undefined,
): { readonly all: readonly PlannedSink[]; readonly firing: readonly PlannedSink[] } => {
  const meant = routes.filter(
    ({ severities }) => severities === undefined || (severity !== undefined && severities.includes(severity)),
  );
  const all = meant.filter(({ onlyFiring }) => !onlyFiring).flatMap(({ sinks }) => sinks);
  const told = new Set(all.map(({ identity }) => identity));
  const firing = meant
    .filter(({ onlyFiring }) => onlyFiring)
    .flatMap(({ sinks }) => sinks)
    .filter(({ identity }) => !told.has(identity));
  return { all, firing };
};
