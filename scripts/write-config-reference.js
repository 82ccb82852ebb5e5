// Writes the generated part of docs/CONFIG.md, below its marker, and docs/formats.md from what is built: `npm run docs`.
import { readFileSync, writeFileSync } from 'node:fs';
import { builtParts } from '../dist/config/parts/built-parts.js';
import { configReference } from '../dist/config/reference/config-reference.js';
import { formatsPage } from '../dist/config/reference/formats-page.js';

const MARKER = '<!-- generated: tidemark schema --markdown -->\n';
const file = new URL('../docs/CONFIG.md', import.meta.url);
const [byHand = ''] = readFileSync(file, 'utf8').split(MARKER);
writeFileSync(file, `${byHand}${MARKER}\n${configReference(builtParts)}`);
writeFileSync(new URL('../docs/formats.md', import.meta.url), formatsPage(builtParts));
