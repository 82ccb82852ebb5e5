import { decimal, table, whole } from '../table.js';
import { startBlackbox } from './blackbox.js';
import { startChild, used } from './children.js';

const AT_ONCE = [32, 128, 512];
const WARM_UP = 2;
/** Bytes of bodies, in turn. */
const BODIES = [1, 4, 16, 64, 200].map((kibibytes) => kibibytes * 1024);

/** The best of all rounds of a way, and how many at once that was. */
const best = (results) => results.toSorted((a, b) => b.rate - a.rate)[0];

/**
 * Checks as fast as one process can, against a bare loop and blackbox_exporter, over the same addresses, bodies and TLS, in turn to
 * and fro in one run.
 */
export const compareSaturation = async ({ server, runs, seconds, say }) => {
  const client = startChild('client.js');
  const blackbox = await startBlackbox(server, say);
  try {
    for (const scheme of ['http', 'https']) {
      const urls = BODIES.map((bytes) => `${scheme}://127.0.0.1:${server[scheme]}/s/${bytes}`);
      const ways = [
        { name: 'bare loop', way: 'bare', urls },
        { name: 'tidemark', way: 'ours', urls },
        ...(blackbox === undefined
          ? []
          : [
              {
                name: 'blackbox_exporter',
                way: 'scrape',
                urls: urls.map(blackbox.urlFor),
                pid: blackbox.pid,
              },
            ]),
      ];
      const results = new Map(ways.map((one) => [one, []]));
      for (const one of ways) await client.ask({ ...one, ca: server.ca, atOnce: 32, seconds: WARM_UP });
      for (let round = 0; round < runs; round++) {
        for (const atOnce of AT_ONCE) {
          for (const one of round % 2 === 0 ? ways : ways.toReversed()) {
            const before = one.pid === undefined ? undefined : used(one.pid);
            const result = await client.ask({ ...one, ca: server.ca, atOnce, seconds });
            if (before !== undefined) result.perCpu = result.done / (used(one.pid).cpu - before.cpu);
            results.get(one).push({ ...result, atOnce });
            say(
              `  ${scheme}, ${one.name}, ${atOnce} at once: ${whole(result.rate)}/s, ${whole(result.perCpu)}/CPU s`,
            );
          }
        }
      }
      const [base] = ways.map((one) => results.get(one));
      const perCpu = (all) => Math.max(...all.map((one) => one.perCpu));
      console.log(
        `\n${scheme}, bodies of 1 to 200 KiB, a connection${scheme === 'https' ? ' and a handshake' : ''} for each check, best of ${runs} rounds of ${AT_ONCE.join(', ')} at once:`,
      );
      console.log(
        table(
          ['', 'checks/s', 'at once', '× bare', '/CPU s', '× bare'],
          ways.map((one) => {
            const all = results.get(one);
            const top = best(all);
            return [
              one.name,
              whole(top.rate),
              String(top.atOnce),
              decimal(top.rate / best(base).rate),
              whole(perCpu(all)),
              decimal(perCpu(all) / perCpu(base)),
            ];
          }),
        ),
      );
    }
    console.log(
      'Wanted: tidemark × bare 0.6, and more checks per CPU second than blackbox_exporter. CPU is that of the process that checks.',
    );
  } finally {
    blackbox?.stop();
    await client.stop();
  }
};
