import type { ForeignMap } from '../foreign-map.js';
import type { TakenTarget } from '../taken-target.js';
import type { Module } from './modules.js';

/** Labels that are set so that the exporter is asked about a target. */
const ASKING: readonly string[] = ['__param_target', 'instance', '__address__'];
const DISCOVERY = /_sd_configs$/;

/** Targets of the jobs of Prometheus that have blackbox_exporter ask. */
export const readScrapes = (
  root: ForeignMap,
  modules: ReadonlyMap<string, Module>,
): readonly TakenTarget[] => {
  const settings = root.map('global');
  const every = settings?.duration('scrape_interval');
  const timeout = settings?.duration('scrape_timeout');
  settings?.pass('evaluation_interval', 'external_labels');
  settings?.close();
  return root
    .maps('scrape_configs', ({ job_name }, index) => `scrape_configs: ${job_name ?? index}`)
    .flatMap((job) => readJob(job, modules, { every, timeout }));
};

const readJob = (
  job: ForeignMap,
  modules: ReadonlyMap<string, Module>,
  global: { readonly every: number | undefined; readonly timeout: number | undefined },
): readonly TakenTarget[] => {
  const name = job.text('job_name') ?? '';
  const path = job.text('metrics_path');
  const params = job.map('params');
  const [moduleName] = params?.texts('module') ?? [];
  params?.close();
  if (moduleName === undefined && path !== '/probe') {
    job.note(job.where, 'it does not ask blackbox_exporter, and is left out');
    return [];
  }
  const every = job.duration('scrape_interval') ?? global.every;
  const timeout = job.duration('scrape_timeout') ?? global.timeout;
  const lists = job.maps('static_configs', (_, index) => `${job.where}: static_configs[${index}]`);
  for (const rule of job.maps('relabel_configs', (_, index) => `${job.where}: relabel_configs[${index}]`)) {
    const to = rule.text('target_label');
    // That the target goes into a parameter and the exporter into the address is how it is asked.
    if (to === undefined || !ASKING.includes(to)) rule.note(rule.where, 'labels are not made of others');
  }
  job.pass('scheme');
  for (const key of job.keys)
    if (DISCOVERY.test(key)) job.refuse(key, 'targets are written down, or in a file that source: reads');
  job.close({ metric_relabel_configs: 'series are not renamed' });
  return lists.flatMap((list) => {
    const targets = list.texts('targets');
    const labels = list.dictionary('labels');
    list.close();
    const chosen = labels.module ?? labels.__param_module ?? moduleName ?? 'http_2xx';
    const module = modules.get(chosen);
    if (module === undefined) {
      list.note(list.where, `there is no module ${chosen}: its targets are checked as HTTP that answers 2xx`);
    }
    const tags = Object.fromEntries(
      Object.entries({ job: name, ...labels }).filter(([label]) => !label.startsWith('__')),
    );
    return targets.flatMap((target) => {
      const made =
        module === undefined
          ? { url: /^https?:\/\//i.test(target) ? target : `http://${target}` }
          : module.apply(target, '');
      if (made === undefined) return [];
      return [
        {
          ...made,
          ...(every !== undefined && { every }),
          // The exporter takes the shorter one.
          ...(timeout !== undefined && { timeout: Math.min(timeout, made.timeout ?? Infinity) }),
          tags,
        },
      ];
    });
  });
};
