// `tidemark/testing`: what our own tests use, for those who write operators, sources and sinks. Needs fast-check.
export { type ChaosOptions, chaosSink } from './testing/chaos-sink.js';
export { type CodecLawsOptions, type CodecSample, codecLaws } from './testing/codec-laws.js';
export type { ContractLaw } from './testing/contract-law.js';
export { type MemorySink, memorySink } from './testing/memory-sink.js';
export { type Law, type OperatorLawsOptions, operatorLaws, runOnce } from './testing/operator-laws.js';
export {
  chunkOf,
  END,
  type Outcome,
  type RunChunksOptions,
  runBatches,
  runChunks,
} from './testing/run-chunks.js';
export { seededRandom } from './testing/seeded-random.js';
export { type SinkSubject, sinkLaws } from './testing/sink-laws.js';
export { type SourceSubject, sourceLaws } from './testing/source-laws.js';
export { type VirtualClock, virtualClock } from './testing/virtual-clock.js';
