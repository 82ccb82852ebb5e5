import { didYouMean } from '../../io/text/did-you-mean.js';
import type { Path } from '../diagnostic.js';
import { pathKey } from '../document/config-document.js';
import { isTree } from '../is-tree.js';
import type { PipelineSettings } from '../settings/pipeline-settings.js';
import type { Planner } from './planner.js';

interface Settings {
  readonly notify?: unknown;
  readonly pipelines: Readonly<Record<string, PipelineSettings>>;
}

interface Route {
  readonly path: Path;
  /** Undefined: for alerts of any severity. */
  readonly severities: readonly string[] | undefined;
}

interface Judged {
  readonly path: Path;
  readonly name: string;
  readonly severity: string | undefined;
  readonly routes: readonly Route[];
  readonly isOwn: boolean;
}

/** Warns of routes for severities that no alert has, and of alerts that no route is for: either tells nobody anything. */
export const warnOfRoutes = (planner: Planner, { notify, pipelines }: Settings): void => {
  const shared = notify === undefined ? [] : routesAt(['notify'], notify);
  const alerts = Object.entries(pipelines).flatMap(([pipeline, { streams }]) =>
    Object.entries(streams ?? {}).flatMap(([stream, settings]) =>
      Object.entries(settings?.alerts ?? {}).map(([name, { severity, notify: own }]): Judged => {
        const path = ['pipelines', pipeline, 'streams', stream, 'alerts', name];
        const routes = own === undefined ? shared : routesAt([...path, 'notify'], own);
        return { path, name, severity, routes, isOwn: own !== undefined };
      }),
    ),
  );
  // Of a severity that is not known nothing can be said.
  const isKnown = ({ path }: Judged): boolean => !planner.unknown.has(pathKey([...path, 'severity']));
  for (const alert of alerts) {
    if (isKnown(alert)) warnOfAlert(planner, alert);
    if (alert.isOwn && isKnown(alert)) warnOfRoute(planner, alert.routes, [alert]);
  }
  const sharing = alerts.filter(({ isOwn }) => !isOwn);
  if (sharing.every(isKnown)) warnOfRoute(planner, shared, sharing);
};

const routesAt = (path: Path, setting: unknown): readonly Route[] =>
  (Array.isArray(setting) ? setting : [setting]).map((one: unknown, i): Route => {
    const at = Array.isArray(setting) ? [...path, i] : path;
    const severity = isTree(one) && 'to' in one ? one.severity : undefined;
    return { path: at, severities: severity === undefined ? undefined : [severity].flat().map(String) };
  });

const warnOfAlert = (planner: Planner, { path, name, severity, routes }: Judged): void => {
  const isTold = routes.some(
    ({ severities }) => severities === undefined || (severity !== undefined && severities.includes(severity)),
  );
  if (routes.length === 0 || isTold) return;
  if (routes.some((route) => planner.unknown.has(pathKey([...route.path, 'severity'])))) return;
  const known = [...new Set(routes.flatMap(({ severities = [] }) => severities))];
  const near = severity === undefined ? undefined : didYouMean(severity, known);
  const what = severity === undefined ? 'it has no severity' : `its severity is ${severity}`;
  const message = `Nobody is told of ${name}: ${what}, and notify has routes for ${known.join(', ')} alone.`;
  planner.report('unknown-name', severity === undefined ? path : [...path, 'severity'], message, {
    severity: 'warning',
    ...(severity === undefined && { part: 'key' }),
    suggestion:
      near === undefined ? 'write a route without severity, or one of those' : `did you mean "${near}"?`,
  });
};

const warnOfRoute = (planner: Planner, routes: readonly Route[], alerts: readonly Judged[]): void => {
  const had = [...new Set(alerts.flatMap(({ severity }) => severity ?? []))];
  for (const { path, severities = [] } of routes) {
    for (const [i, wanted] of severities.entries()) {
      if (had.includes(wanted)) continue;
      const near = didYouMean(wanted, had);
      const [only] = alerts;
      const which =
        had.length === 0
          ? `${alerts.length === 1 && only !== undefined ? `${only.name} has` : 'they have'} none`
          : `there ${had.length === 1 ? 'is' : 'are'} ${had.join(', ')}`;
      planner.report(
        'unknown-name',
        severities.length > 1 ? [...path, 'severity', i] : [...path, 'severity'],
        `No alert that this route is for has the severity ${wanted}: ${which}.`,
        {
          severity: 'warning',
          suggestion:
            near === undefined ? `write severity: ${wanted} in an alert` : `did you mean "${near}"?`,
        },
      );
    }
  }
};
