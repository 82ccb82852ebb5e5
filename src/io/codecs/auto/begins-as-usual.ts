/** Whether a line begins with a date of digits, or with what goes on from the line before. */
export const beginsAsUsual = (bytes: Buffer, from: number): boolean => {
  const first = bytes[from] ?? 0;
  if (first === 0x20 || first === 0x09) return true;
  const separator = bytes[from + 4];
  return (
    (separator === 0x2d || separator === 0x2f) && [0, 1, 2, 3].every((i) => isDigit(bytes[from + i] ?? 0))
  );
};

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;
