import { CHECK_ABOUT } from '../../io/actions/check/check-about.js';
import { tagFields } from '../../io/actions/check/tag-fields.js';
import type { Target } from '../../io/actions/check/target.js';
import { openFileLimit } from '../../io/disk/open-file-limit.js';
import { postgresTarget } from '../../io/postgres/postgres-target.js';
import { lateSource } from '../../io/sources/late-source.js';
import { TargetList } from '../../io/sources/schedule/target-list.js';
import { countOf } from '../../io/text/count-of.js';
import { concurrencyFor } from '../../pipelines/web-monitor/concurrency-for.js';
import { knownFields } from './known-fields.js';
import { objectionsToLeases } from './leases/leases-setting.js';
import type { RowFields, SourcePart } from './part.js';
import { canaryDefaults } from './urls/canary-defaults.js';
import type { ExpandedUrls } from './urls/expanded-urls.js';
import { lateTargets } from './urls/late-targets.js';
import { urlsSettings } from './urls/target-settings.js';

/** Fields of rows that are tags of targets; those that many have in common are looked at once. */
const tagsOf = (targets: readonly Target[]): RowFields['known'] => {
  const names = [...new Set(targets.map(({ tags }) => tags))].flatMap((tags) => Object.keys(tagFields(tags)));
  return Object.fromEntries(names.map((name) => [name, { type: 'string' }]));
};

/** Targets that are checked, each at its interval; its rows are what came of the checks. */
export const urlsSource: SourcePart<ExpandedUrls> = {
  name: 'urls',
  get settings() {
    return urlsSettings();
  },
  expand: lateTargets,
  fields: ({ targets = [] }) => ({ known: { ...knownFields(CHECK_ABOUT), ...tagsOf(targets) }, open: false }),
  // Whichever its targets are: they come and go.
  identities: () => ['urls'],
  follows: ({ once = false }) => !once,
  time: { lateness: 0, idle: 1000, ahead: Number.MAX_SAFE_INTEGER },
  lasting: ({ concurrency, once, canary, location, leases, ...defaults }) => ({
    ...{ concurrency, once, canary, location, leases },
    ...(canary !== undefined && canaryDefaults(defaults)),
  }),
  objections({ once = false, leases }) {
    if (leases === undefined) return [];
    const both =
      'With once each process would check all targets, whoever else does. Take leases out, or once.';
    return once ? [['once', both]] : objectionsToLeases(leases);
  },
  async probe({ leases }) {
    if (leases === undefined) return undefined;
    const { coordinatorFaults } = await import('../../io/leases/coordinator-faults.js');
    return coordinatorFaults(leases.postgres, ['leases']);
  },
  build(given, context) {
    const { targets = [], canaries = [], once, location, leases, concurrency: asked, unusedProxy } = given;
    const { clock, inform, warn: onWarning, version = 'dev', pipeline } = context;
    const { checks: concurrency, bound } = concurrencyFor(asked, openFileLimit());
    inform(`${countOf(targets.length, 'target')}, up to ${countOf(concurrency, 'check')} at once`);
    if (bound !== undefined) onWarning(bound);
    if (unusedProxy !== undefined)
      inform(
        `${unusedProxy} is set, and no check goes through it: only \`proxy: environment\` asks for that`,
      );
    const list = new TargetList(targets);
    context.onExchange?.(({ targets: others = [] }: ExpandedUrls) => {
      list.replace(others);
      inform(`${countOf(others.length, 'target')} from now on`);
    });
    // What it takes to check anything is loaded when something is.
    return lateSource(async () => {
      const { monitored } = await import('../../pipelines/web-monitor/monitored.js');
      return monitored({
        ...{ targets: list, canaries, concurrency, once, version, clock, onWarning, inform, location },
        leases: leases && {
          target: postgresTarget(leases.postgres),
          name: leases.name ?? pipeline,
          lease: leases.for,
        },
      });
    });
  },
};
