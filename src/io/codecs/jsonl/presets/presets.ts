import { APACHE } from './apache.js';
import { API_GATEWAY } from './api-gateway.js';
import { AWS_WAF } from './aws-waf.js';
import { AZURE_APP_GATEWAY, AZURE_APP_GATEWAY_V1, AZURE_FRONT_DOOR } from './azure.js';
import { AZURE_APP_SERVICE } from './azure-app-service.js';
import { CADDY } from './caddy.js';
import { CLOUDFLARE } from './cloudflare.js';
import { CLOUDFRONT } from './cloudfront.js';
import { ECS } from './ecs.js';
import { ENVOY } from './envoy.js';
import { GCP } from './gcp.js';
import { KUBERNETES_AUDIT } from './kubernetes-audit.js';
import { LOGBACK } from './logback.js';
import { LOGRUS, ZAP, ZEROLOG } from './loggers.js';
import { NGINX, NGINX_WITH_LEVEL } from './nginx.js';
import { PINO } from './pino.js';
import { PLAIN } from './plain.js';
import type { Preset } from './preset.js';
import { SERILOG } from './serilog.js';
import { TRAEFIK } from './traefik.js';

/** Every preset, in the order of the reference. At most 30: which keys an object has is kept in one number. */
export const PRESETS: readonly Preset[] = [
  NGINX,
  NGINX_WITH_LEVEL,
  APACHE,
  CADDY,
  TRAEFIK,
  ENVOY,
  GCP,
  CLOUDFLARE,
  CLOUDFRONT,
  API_GATEWAY,
  AWS_WAF,
  AZURE_FRONT_DOOR,
  AZURE_APP_GATEWAY,
  AZURE_APP_GATEWAY_V1,
  AZURE_APP_SERVICE,
  KUBERNETES_AUDIT,
  ECS,
  PINO,
  SERILOG,
  LOGBACK,
  ZAP,
  ZEROLOG,
  LOGRUS,
  PLAIN,
];

/** As a config has them. */
export const PRESET_NAMES: readonly string[] = [...new Set(PRESETS.map(({ name }) => name))];
