import { parsedUrl } from '../../io/net/parsed-url.js';

/** Hosts of services that have an output of their own. */
const HOSTS: readonly (readonly [RegExp, string])[] = [
  [/^hooks\.slack(?:-gov)?\.com$/, 'slack'],
  [/(?:^|\.)discord(?:app)?\.com$/, 'discord'],
  [/\.(?:logic\.azure\.com|webhook\.office\.com|api\.powerplatform\.com)$|^outlook\.office\.com$/, 'teams'],
  [/^events\.(?:eu\.)?pagerduty\.com$/, 'pagerduty'],
  [/^api\.(?:eu\.)?opsgenie\.com$/, 'opsgenie'],
  [/^ntfy\.sh$|^ntfy\./, 'ntfy'],
  [/^api\.telegram\.org$/, 'telegram'],
  [/^alertmanager\b/, 'alertmanager'],
];

/** The output that is made for the service at an address; undefined where there is none. */
export const serviceAt = (address: string): string | undefined => {
  const url = parsedUrl(address);
  if (url === undefined) return undefined;
  const { hostname, pathname } = url;
  if (/^\/api\/v2\/alerts\/?$/.test(pathname)) return 'alertmanager';
  return HOSTS.find(([host]) => host.test(hostname))?.[1];
};

/** How the output of a service is written out, for one who has its address. */
export const serviceWritten = (service: string, address: string): string => {
  if (service === 'pagerduty') return '{ pagerduty: "${file:/run/secrets/routing_key}" }';
  if (service === 'opsgenie') return '{ opsgenie: "${file:/run/secrets/api_key}" }';
  if (service === 'telegram') return '{ telegram: "${file:/run/secrets/bot_token}", chat: "-100…" }';
  return `{ ${service}: "${address}" }`;
};
