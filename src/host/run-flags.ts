import type { Access } from '../io/http/access.js';
import type { Address } from '../io/http/address.js';

/** How pipelines are run, as the command line says. */
export interface HostFlags {
  /** Only these pipelines. */
  readonly only?: readonly string[];
  readonly dryRun?: true;
  /** JSON lines on standard output, where the config does not say. */
  readonly json?: true;
  /** Where /healthz, /readyz and /metrics are of configs that do not say. */
  readonly serveAt?: Address | undefined;
  /** Who may ask there. */
  readonly access?: Access | undefined;
  /** How long outputs may take after a stop, in milliseconds. */
  readonly drainTimeout: number;
  /** Milliseconds between two commits. Default: a second. */
  readonly checkpoint?: number;
  /** The end of the input is the end for good, also of pipelines that remember. */
  readonly close?: true;
}

export interface RunFlags extends HostFlags {
  readonly set?: readonly string[];
}
