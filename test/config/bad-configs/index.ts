import { ALERTS } from './alerts.js';
import type { BadConfig } from './bad-config.js';
import { EXPRESSIONS } from './expressions.js';
import { HINTS } from './hints.js';
import { PARTS } from './parts.js';
import { SETTINGS } from './settings.js';
import { UNITS } from './units.js';
import { WINDOWS } from './windows.js';
import { YAML } from './yaml.js';

/** Every bad config, by theme. */
export const BAD_CONFIGS: Readonly<Record<string, readonly BadConfig[]>> = {
  YAML,
  'keys and types': SETTINGS,
  units: UNITS,
  'windows and keys': WINDOWS,
  alerts: ALERTS,
  expressions: EXPRESSIONS,
  'parts and tests': PARTS,
  hints: HINTS,
};
