import { apacheError } from './apache-error/apache-error.js';
import { auth } from './auth/auth.js';
import { envoy } from './envoy/envoy.js';
import { haproxy } from './haproxy/haproxy.js';
import { ingressNginx } from './ingress-nginx/ingress-nginx.js';
import { mysqlSlow } from './mysql-slow/mysql-slow.js';
import { netfilter } from './netfilter/netfilter.js';
import { nginxError } from './nginx-error/nginx-error.js';
import { nlb } from './nlb/nlb.js';
import { postgresql } from './postgresql/postgresql.js';
import { postgresqlCsv } from './postgresql-csv/postgresql-csv.js';
import { squid } from './squid/squid.js';

/** The formats of text that are a table each, in the order in which they are tried on a line. */
export const TEXT_FORMATS = [
  haproxy,
  nginxError,
  apacheError,
  ingressNginx,
  envoy,
  squid,
  nlb,
  netfilter,
  auth,
  postgresql,
  postgresqlCsv,
  mysqlSlow,
] as const;

export type TextFormatName = (typeof TEXT_FORMATS)[number]['name'];
