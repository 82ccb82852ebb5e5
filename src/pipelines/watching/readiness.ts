import type { PipelineStatus } from '../supervisor.js';

/** How one pipeline stands, for whoever asks whether all are ready. */
export interface PipelineReadiness {
  readonly state: 'starting' | 'catching up' | 'ready' | 'ended' | 'failed' | 'stopping';
  /** Why it failed. */
  readonly error?: string;
}

export interface Readiness {
  readonly ready: boolean;
  readonly pipelines: Readonly<Record<string, PipelineReadiness>>;
}

export interface ReadinessOptions {
  /** The pipelines that are asked about, whether they have been started yet or not. */
  readonly names: readonly string[];
  readonly status: readonly PipelineStatus[];
  readonly stopping: boolean;
  /** Says an error in words that anybody may read. */
  readonly wordsOf: (error: unknown) => string;
}

/** Ready is a pipeline that has once read all there was, or that has ended; ready are they when all of them are. */
export const readinessOf = ({ names, status, stopping, wordsOf }: ReadinessOptions): Readiness => {
  const found = new Map(status.map((one) => [one.name, one]));
  const each = names.map((name) => [name, one(found.get(name), stopping, wordsOf)] as const);
  return {
    ready: each.every(([, { state }]) => state === 'ready' || state === 'ended'),
    pipelines: Object.fromEntries(each),
  };
};

const one = (
  status: PipelineStatus | undefined,
  stopping: boolean,
  wordsOf: ReadinessOptions['wordsOf'],
): PipelineReadiness => {
  if (status?.state === 'failed') return { state: 'failed', error: wordsOf(status.error) };
  if (status?.state === 'ended') return { state: 'ended' };
  if (stopping || status?.state === 'stopping') return { state: 'stopping' };
  if (status?.view === undefined) return { state: 'starting' };
  return { state: status.view.hasCaughtUp ? 'ready' : 'catching up' };
};
