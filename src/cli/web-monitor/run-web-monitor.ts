import { existsSync } from 'node:fs';
import type { ConfigPlan } from '../../config/compile/plan-config.js';
import type { ExpandedUrls } from '../../config/parts/urls/expanded-urls.js';
import { loadTargets } from '../../config/parts/urls/late-targets.js';
import { parseTargetUrl } from '../../config/parts/urls/target-url.js';
import { type WebMonitorOptions, webMonitorConfig } from '../../config/ready-made/web-monitor.js';
import { wantsColours } from '../../host/colours.js';
import { log } from '../../host/log.js';
import { type ReadyMadeFlags, runReadyMade } from '../../host/run-ready-made.js';
import { countOf } from '../../io/text/count-of.js';
import { isTransition } from '../../operators/alert/alert-options.js';
import { TidemarkError } from '../../operators/tidemark-error.js';
import { checkTable } from './check-table.js';
import { isCheckRow } from './is-check-row.js';
import { listedTargets } from './listed-targets.js';
import { LiveLine } from './live-line.js';
import { Standing } from './standing.js';

export type WebMonitorFlags = Omit<WebMonitorOptions, 'urls' | 'from' | 'json'> &
  ReadyMadeFlags & { readonly estimate?: true };

/** Something is down. */
const DOWN = 3;

const FORGETFUL =
  'remembers nothing: a restart begins anew, and may say again what fires. Give --state DIR to go on from where it was.';

/** Runs the web monitor as the flags say, until a signal stops it, or once; or prints its config. */
export async function runWebMonitor(given: readonly string[], flags: WebMonitorFlags): Promise<void> {
  if (flags.once === true && flags.state !== undefined)
    throw new TidemarkError('usage', '--once: it remembers nothing, so there is nothing to keep in --state.');
  const targets = given.includes('-')
    ? [...given.filter((one) => one !== '-'), ...(await fromStandardInput())]
    : given;
  const tree = webMonitorConfig({ ...flags, ...sorted(targets) }, flags.printConfig !== true);
  await loadTargets();
  if (flags.estimate === true) {
    const { printEstimate } = await import('./print-estimate.js');
    printEstimate(tree, flags.json === true);
    return;
  }
  const standing = new Standing();
  const isTable = flags.once === true && flags.json !== true && flags.out === undefined;
  const line = flags.once === true ? undefined : LiveLine.on(process.stderr, standing);
  try {
    await runReadyMade(tree, flags, {
      ...(flags.once !== true && { forgetful: FORGETFUL, reloads: true }),
      balance: !isTable,
      // The command itself looks at what comes of each check.
      isWatched: true,
      ...((flags.once === true || line !== undefined) && {
        onRows: (stream, rows) => {
          if (stream === 'results') for (const row of rows) if (isCheckRow(row)) standing.note(row);
          if (rows.some(isTransition)) line?.clear();
        },
      }),
      // What is no target any more stands in no way.
      onReload: (plans) => standing.keep(namesIn(plans)),
    });
  } finally {
    line?.end();
  }
  if (flags.once !== true || flags.printConfig === true) return;
  const rows = standing.worstFirst();
  if (isTable) process.stdout.write(checkTable(rows, wantsColours(process.stdout)));
  if (standing.counts().down > 0) process.exitCode = DOWN;
}

const namesIn = (plans: readonly ConfigPlan[]): ReadonlySet<string> =>
  new Set(
    plans
      .flatMap(({ pipelines }) => pipelines)
      .flatMap(({ sources }) => sources.flatMap(({ settings }) => namesOf(settings))),
  );

const namesOf = ({ targets = [] }: ExpandedUrls): readonly string[] => targets.map(({ name }) => name);

const fromStandardInput = async (): Promise<readonly string[]> => {
  const { targets, isOpen } = await listedTargets(process.stdin);
  if (isOpen)
    log.warn(
      `Standard input stays open: ${countOf(targets.length, 'target')} came, and what else it says is not read.`,
    );
  return targets;
};

/** Which of the arguments are addresses, and which are files. */
const sorted = (
  targets: readonly string[],
): { readonly urls: readonly string[]; readonly from: readonly string[] } => {
  const isFile = (text: string): boolean => !/^[a-z][a-z\d+.-]*:\/\//i.test(text) && existsSync(text);
  const from = targets.filter(isFile);
  const urls = targets.filter((text) => !isFile(text));
  for (const url of urls) {
    try {
      parseTargetUrl(url);
    } catch (error) {
      if (!(error instanceof TidemarkError)) throw error;
      const isPath = /[/.]/.test(url) && /\.(ya?ml|json|txt|lst|list|csv)$/i.test(url);
      throw new TidemarkError(
        'usage',
        isPath ? `${url}: there is no such file, and it is no URL.` : error.message,
      );
    }
  }
  return { urls, from };
};
