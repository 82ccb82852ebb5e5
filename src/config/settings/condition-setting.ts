import * as z from 'zod';

/** A CEL condition, as text; `true` and `false` are conditions too. */
export const conditionSetting = () =>
  z
    .union([z.string(), z.boolean()], { error: 'A condition is wanted here, such as status >= 500.' })
    .meta({ kind: 'condition', examples: ['status >= 500'] })
    .transform(String);
