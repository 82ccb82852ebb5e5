/** One thing to be done to the database of checks, as `tidemark_plan` says it: each in a transaction of its own. */
export interface MaintenanceStep {
  /** `sweep`: rows of the default partition that are older than what is kept. */
  readonly step: 'make' | 'sweep' | 'roll' | 'drop' | 'forget';
  readonly relation: string;
  /** What it is about, as `2026-11-30 10:00:00+00`: a day or an hour that begins then, or all that is older. */
  readonly start: string;
}

/** What a step did, in a few words; `rows` is what it said. Undefined: nothing that anybody wants to read. */
export const stepText = ({ step, relation, start }: MaintenanceStep, rows: number): string => {
  const day = start.slice(0, 10);
  const partition = `${relation}_${day.replaceAll('-', '')}`;
  switch (step) {
    case 'make':
      return rows > 0 ? `made ${partition}, with ${rows} rows of ${relation}_default` : `made ${partition}`;
    case 'drop':
      return `dropped ${partition}`;
    case 'sweep':
      return `deleted ${rows} rows of before ${day} from ${relation}_default`;
    case 'forget':
      return `deleted ${rows} rows of before ${day} from ${relation}`;
    case 'roll':
      return relation === 'rollup_daily' ? `rolled up ${day}` : `rolled up ${start.slice(0, 13)}h`;
  }
};
