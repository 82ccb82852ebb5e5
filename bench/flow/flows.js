/** Hours that keys are spread over. */
export const HOURS = 720;

/** The key with a number, the same in every process: an hour and three names. */
export const flowOf = (number) => {
  const rest = Math.floor(number / HOURS);
  return {
    src_app: `app-${rest % 3163}`,
    dest_app: `service-${Math.floor(rest / 3163)}-${number % 11}`,
    vpc_id: `vpc-0a1b2c${rest % 100}`,
    bytes_tx: 100 + (number % 65_536),
    bytes_rx: 300 + (number % 9973),
    hour: number % HOURS,
  };
};

/** Numbers from 0 to below `most`, the same in every run. */
export const numbers = (most, seed = 1) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return Math.floor(((state >>> 0) / 2 ** 32) * most);
  };
};
