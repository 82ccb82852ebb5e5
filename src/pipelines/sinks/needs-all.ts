import type { Sink } from '../../io/sinks/sink.js';

/** Whether a sink has a place for every delivery: a gap cannot be filled, so each is waited for, and none is left out. */
export const needsAll = ({ guarantee, independent }: Pick<Sink, 'guarantee' | 'independent'>): boolean =>
  guarantee === 'exactly once' && independent !== true;
