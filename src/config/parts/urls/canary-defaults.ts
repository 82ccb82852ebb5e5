import type { TargetDefaults } from './target-settings.js';

/**
 * What holds for a canary of what is said of all targets: how the network is reached, and no more. It is somebody else's, so
 * that no credentials of the targets, no body and no host that they are looked for at are its.
 */
export const canaryDefaults = ({
  timeout,
  family,
  resolver,
  proxy,
  ca,
  insecure,
  user_agent,
  allow,
}: TargetDefaults): TargetDefaults => ({
  timeout,
  family,
  resolver,
  proxy,
  ca,
  insecure,
  user_agent,
  allow,
});
