/** Rows of texts as columns: the first to the left, numbers to the right. */
export const table = (head, rows) => {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column].length)));
  const line = (row) =>
    row
      .map((text, column) => (column === 0 ? text.padEnd(widths[column]) : text.padStart(widths[column])))
      .join('  ')
      .trimEnd();
  return [line(head), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)].join('\n');
};

export const whole = (number) => (Number.isFinite(number) ? Math.round(number).toLocaleString('en') : '?');

export const decimal = (number, digits = 2) => (Number.isFinite(number) ? number.toFixed(digits) : '?');

export const mebibytes = (bytes) => (Number.isFinite(bytes) ? `${(bytes / 2 ** 20).toFixed(0)} MiB` : '?');
