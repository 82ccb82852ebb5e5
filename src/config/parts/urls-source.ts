import { Canary } from '../../io/actions/check/canary/canary.js';
import { CHECK_ABOUT } from '../../io/actions/check/check-about.js';
import { checkAny } from '../../io/actions/check/check-action.js';
import { tagFields } from '../../io/actions/check/tag-fields.js';
import type { Target } from '../../io/actions/check/target.js';
import { openFileLimit } from '../../io/disk/open-file-limit.js';
import { TargetList } from '../../io/sources/schedule/target-list.js';
import { countOf } from '../../io/text/count-of.js';
import { checkedTargets } from '../../pipelines/web-monitor/checked-targets.js';
import { concurrencyFor } from '../../pipelines/web-monitor/concurrency-for.js';
import { lateChecks } from '../../pipelines/web-monitor/late-checks.js';
import { knownFields } from './known-fields.js';
import type { RowFields, SourcePart } from './part.js';
import { type ExpandedUrls, expandTargets } from './urls/expand-targets.js';
import { urlsSettings } from './urls/target-settings.js';

/** Fields of rows that are tags of targets; those that many have in common are looked at once. */
const tagsOf = (targets: readonly Target[]): RowFields['known'] => {
  const names = [...new Set(targets.map(({ tags }) => tags))].flatMap((tags) => Object.keys(tagFields(tags)));
  return Object.fromEntries(names.map((name) => [name, { type: 'string' }]));
};

/** Targets that are checked, each at its interval; its rows are what came of the checks. */
export const urlsSource: SourcePart<ExpandedUrls> = {
  name: 'urls',
  settings: urlsSettings,
  expand: expandTargets,
  fields: ({ targets = [] }) => ({ known: { ...knownFields(CHECK_ABOUT), ...tagsOf(targets) }, open: false }),
  // Whichever its targets are: they come and go.
  identities: () => ['urls'],
  follows: ({ once = false }) => !once,
  time: { lateness: 0, idle: 1000, ahead: Number.MAX_SAFE_INTEGER },
  build({ targets = [], canaries = [], once, concurrency: asked }, { clock, inform, warn, version = 'dev' }) {
    const { checks: concurrency, bound } = concurrencyFor(asked, openFileLimit());
    inform(`${countOf(targets.length, 'target')}, up to ${countOf(concurrency, 'check')} at once`);
    if (bound !== undefined) warn(bound);
    const checks = lateChecks(async () =>
      (await import('../../pipelines/web-monitor/all-checks.js')).allChecks(version),
    );
    const list = new TargetList(targets);
    const canary =
      canaries.length === 0
        ? undefined
        : new Canary({ targets: canaries, check: checkAny(checks), clock, onWarning: warn });
    return checkedTargets({ targets: list, checks, canary, concurrency, once, clock, onWarning: warn });
  },
};
