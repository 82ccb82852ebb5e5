import type { SinkMemory } from './sink.js';

/** What a sink remembers before its first commit. */
export const NO_MEMORY: SinkMemory = { saved: undefined, kept: new Map() };
