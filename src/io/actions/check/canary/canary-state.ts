/** What is known of our own network, from asking addresses that always answer. Times are those of one clock, in milliseconds. */
export interface CanaryState {
  /** When the last asking that somebody answered was begun; -Infinity before there was one. */
  readonly answered: number;
  /** The last time in which nobody answered; `to` is Infinity while that lasts. */
  readonly outage: { readonly from: number; readonly to: number } | undefined;
}

/** All of them, asked once at the same time. */
export interface Asking {
  readonly began: number;
  readonly ended: number;
  /** At least one of them answered. */
  readonly isAnswered: boolean;
}

/** A check that failed as it does where there is no network. */
export interface Failure {
  readonly began: number;
  readonly ended: number;
}

export const NO_CANARY_YET: CanaryState = { answered: -Infinity, outage: undefined };

export const isLost = ({ outage }: CanaryState): boolean => outage?.to === Infinity;

/**
 * What is known after an asking; they come one after the other. An outage has begun at some time after the last answer,
 * and is over when somebody has answered.
 */
export const asked = (state: CanaryState, { began, ended, isAnswered }: Asking): CanaryState => {
  const { answered, outage } = state;
  if (!isAnswered) return isLost(state) ? state : { answered, outage: { from: answered, to: Infinity } };
  if (outage === undefined || !isLost(state)) return { answered: began, outage };
  return { answered: began, outage: { from: outage.from, to: ended } };
};

/**
 * Who is to blame for a failure: we, where any of its time lies in an outage; the site, where somebody has answered an asking
 * that was begun after it; else that is to be asked.
 */
export const blame = (state: CanaryState, { began, ended }: Failure): 'us' | 'site' | 'ask' => {
  const { answered, outage } = state;
  if (outage !== undefined && outage.from <= ended && began <= outage.to) return 'us';
  return answered >= ended ? 'site' : 'ask';
};
