import type { ForeignMap } from './foreign-map.js';
import { quoted } from './patterns.js';
import { rangesOf } from './status-set.js';
import type { Taken, TakenTarget } from './taken-target.js';

/** What Upptime does where a config does not say: its workflow runs every 5 min, 30 s are slow, and these statuses are good. */
const DEFAULTS: Taken['defaults'] = {
  every: 300_000,
  timeout: 60_000,
  slow: 30_000,
  status: [
    [200, 208],
    [226, 226],
    [300, 308],
  ],
};

const WHY_TOP: Readonly<Record<string, string>> = {
  'status-website': 'there is no status page',
  notifications: 'who is told stands under sinks and notify',
  workflowSchedule: 'write how often under every:',
  commitMessages: 'nothing is committed anywhere',
  commits: 'nothing is committed anywhere',
  assignees: 'nobody opens issues',
  i18n: 'there is no status page',
  PAT: 'nothing is committed anywhere',
  summaryStartHtmlComment: 'there is no status page',
  summaryEndHtmlComment: 'there is no status page',
  customStatusWebsitePackage: 'there is no status page',
  runner: 'it runs where you start it',
  delay: 'targets are spread over their interval',
  repositories: 'nothing is committed anywhere',
};

const WHY: Readonly<Record<string, string>> = {
  icon: 'there is no status page',
  assignees: 'nobody opens issues',
  verbose: 'see --log-level',
  maintenance: 'write maintenance: for this target, with its zone',
};

export const isUpptime = (root: ForeignMap): boolean => root.has('sites');

/** `.upptimerc.yml`, or its list of sites as JSON. */
export const readUpptime = (roots: readonly ForeignMap[]): Taken => ({
  program: 'Upptime',
  targets: roots.flatMap((root) => {
    const sites = root.maps('sites', ({ name, url }, index) => `sites: ${name ?? url ?? index}`);
    // Where its results lie, and a remark on the file.
    root.pass('owner', 'repo', 'note');
    const agent = root.text('user-agent');
    root.close(WHY_TOP);
    return sites.flatMap((site) => readSite(site, agent));
  }),
  defaults: DEFAULTS,
});

const readSite = (site: ForeignMap, agent: string | undefined): readonly TakenTarget[] => {
  const url = site.text('url');
  if (url === undefined) {
    site.note(site.where, 'it has no url, and is left out');
    return [];
  }
  const name = site.text('name');
  const slug = site.text('slug');
  const check = site.text('check') ?? 'http';
  const port = site.number('port');
  if (check !== 'http' && check !== 'tcp-ping') {
    site.note(site.where, `check: there is no check ${check}; it is left out`);
    return [];
  }
  const isTcp = check === 'tcp-ping';
  const slow = site.number('maxResponseTime');
  const isV6 = site.flag('ipv6') === true;
  const target: TakenTarget = {
    url: isTcp ? `tcp://${hostOf(variables(url))}:${port ?? 80}` : variables(url),
    ...(name !== undefined && { name }),
    ...(slug !== undefined && { tags: { slug } }),
    ...(slow !== undefined && slow > 0 && { slow }),
    ...(isV6 && { family: 6 }),
    ...(isTcp ? {} : httpOf(site, agent)),
  };
  site.close(WHY);
  return [target];
};

const hostOf = (url: string): string => {
  const plain = url.replace(/^[a-z]+:\/\//i, '').replace(/[/:].*$/, '');
  return plain === '' ? url : plain;
};

const httpOf = (site: ForeignMap, agent: string | undefined): Partial<TakenTarget> => {
  const method = site.text('method')?.toUpperCase();
  const body = site.text('body');
  const statuses = site.list('expectedStatusCodes').map(Number).filter(Number.isInteger);
  const redirects = site.number('maxRedirects');
  const isInsecure =
    site.flag('__dangerous__insecure') === true ||
    site.flag('__dangerous__disable_verify_peer') === true ||
    site.flag('__dangerous__disable_verify_host') === true;
  const unwanted = site.text('__dangerous__body_down');
  const wanted = site.text('__dangerous__body_down_if_text_missing');
  for (const key of ['__dangerous__body_degraded', '__dangerous__body_degraded_if_text_missing'])
    site.refuse(key, 'a page is as it should be, or it is not');
  const headers = Object.fromEntries([
    ...(agent === undefined ? [] : [['user-agent', agent]]),
    ...site.texts('headers').flatMap((line) => {
      const [, header, value = ''] = /^([^:\s]+)\s*:\s*(.*)$/s.exec(line) ?? [];
      if (header === undefined) site.note(site.where, `headers: ${line}: a name and a colon are wanted`);
      return header === undefined ? [] : [[header, variables(value)]];
    }),
  ]);
  return {
    ...(method !== undefined && method !== 'GET' && { method }),
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(body !== undefined && { body: variables(body) }),
    ...(statuses.length > 0 && { status: rangesOf(statuses) }),
    ...(redirects !== undefined && { redirects }),
    ...(isInsecure && { insecure: true }),
    ...(unwanted !== undefined && { expectNotBody: quoted(unwanted) }),
    ...(wanted !== undefined && { expectBody: quoted(wanted) }),
  };
};

/** `$NAME`, which its workflow fills in from secrets, is a variable of the environment here. */
const variables = (text: string): string => text.replace(/\$([A-Z][A-Z\d_]+)/g, '${$1}');
