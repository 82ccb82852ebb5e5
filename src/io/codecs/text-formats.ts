import { apacheError } from './apache-error/apache-error.js';
import { envoy } from './envoy/envoy.js';
import { haproxy } from './haproxy/haproxy.js';
import { ingressNginx } from './ingress-nginx/ingress-nginx.js';
import { nginxError } from './nginx-error/nginx-error.js';
import { nlb } from './nlb/nlb.js';
import { squid } from './squid/squid.js';

/** The formats of text that are a table each, in the order in which they are tried on a line. */
export const TEXT_FORMATS = [haproxy, nginxError, apacheError, ingressNginx, envoy, squid, nlb] as const;

export type TextFormatName = (typeof TEXT_FORMATS)[number]['name'];
