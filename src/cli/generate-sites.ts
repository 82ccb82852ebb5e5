import { once } from 'node:events';
import { closeSync, fstatSync, openSync } from 'node:fs';
import { configText } from '../config/ready-made/config-text.js';
import { sitesConfig } from '../config/ready-made/made-up-sites.js';
import { log } from '../host/log.js';
import { systemClock } from '../io/clock.js';
import { type Address, addressText } from '../io/http/address.js';
import { oneLine } from '../io/text/one-line.js';
import { fileOutput, streamOutput } from '../pipelines/access-log/generator/text-output.js';
import { type ServedSites, serveSites } from '../pipelines/web-monitor/sites/serve-sites.js';

export interface GenerateSitesFlags {
  readonly count: number;
  readonly listen: Address;
  readonly out?: string;
  readonly printConfig?: true;
}

/** Serves made-up sites, says where, and goes on until a signal stops it. */
export const generateSites = async ({
  count,
  listen,
  out,
  printConfig,
}: GenerateSitesFlags): Promise<void> => {
  const stop = new AbortController();
  const onSignal = (): void => stop.abort();
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  let served: ServedSites | undefined;
  try {
    served = await serveSites(count, listen, { clock: systemClock() });
    const text = printConfig === true ? configText(sitesConfig(served)) : listOf(served);
    await write(text, out);
    const [first] = served.sites;
    const where = first === undefined ? addressText(listen) : new URL(first.url).host;
    log.show(
      `${count} sites at ${where}${out === undefined ? '' : `, listed in ${oneLine(out)}`}; their paths say what they do. Ctrl-C stops them.\n`,
    );
    if (!stop.signal.aborted) await once(stop.signal, 'abort');
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    await served?.close();
  }
};

const listOf = ({ sites }: ServedSites): string => `${sites.map(({ url }) => url).join('\n')}\n`;

const write = async (text: string, out: string | undefined): Promise<void> => {
  const output =
    out === undefined ? streamOutput(process.stdout, 'standard output') : await fileOutput(out, 'w');
  try {
    await output.write(text);
  } finally {
    await output.close();
  }
  if (out === undefined) endPipe();
};

/**
 * Whoever reads the list from a pipe waits for its end, and the sites go on. In its place comes what takes everything, so that no
 * socket gets the number of standard output.
 */
const endPipe = (): void => {
  const stdout = fstatSync(1);
  if (!stdout.isFIFO() && !stdout.isSocket()) return;
  closeSync(1);
  openSync('/dev/null', 'w');
};
