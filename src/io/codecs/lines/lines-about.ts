import { about } from '../fields/about.js';
import type { FieldAbout } from '../fields/field-about.js';

export const LINES_ABOUT: readonly FieldAbout[] = [about.text('line', 'the whole line')];
