/** Whether a text names a time zone, such as UTC or Europe/Paris. */
export const isTimeZone = (name: string): boolean => {
  if (name === '') return false;
  // The usual case does not wait for a locale to be loaded.
  if (name === 'UTC') return true;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
};
