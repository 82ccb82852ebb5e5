import type { TakenTarget } from '../taken-target.js';

/** What a prober makes of its settings. */
export interface Probe {
  readonly settings: Partial<TakenTarget>;
  readonly kind: 'http' | 'tcp' | 'dns';
  /** What is asked for, of a resolver that is the target. */
  readonly query?: string;
  readonly isHttps?: boolean;
}
