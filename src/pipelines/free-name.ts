/** The name, or with the first number from 2 on that makes it one that nobody has. */
export const freeName = (name: string, taken: { has(name: string): boolean }): string => {
  let free = name;
  for (let n = 2; taken.has(free); n++) free = `${name} ${n}`;
  return free;
};
