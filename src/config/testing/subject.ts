import type { PipelineSettings } from '../settings/pipeline-settings.js';

/** What an expectation is about. */
export type Subject =
  | { readonly kind: 'alert'; readonly stream: string; readonly alert: string }
  | { readonly kind: 'stream'; readonly stream: string };

type Streams = Pick<PipelineSettings, 'streams'>['streams'];

/**
 * What a name means in `expect`: an alert, and where there is none a stream. Several alerts where streams have some of
 * one name: then it must be written `stream/alert`. Nothing where there is no such thing.
 */
export const subjectsNamed = (streams: Streams, name: string): readonly Subject[] => {
  const all = Object.entries(streams ?? {});
  const [own, inner] = name.split('/');
  const alerts = all
    .filter(([stream]) => inner === undefined || stream === own)
    .flatMap(([stream, settings]) =>
      Object.keys(settings?.alerts ?? {})
        .filter((alert) => alert === (inner ?? name))
        .map((alert) => ({ kind: 'alert', stream, alert }) as const),
    );
  if (alerts.length > 0) return alerts;
  return all
    .filter(([stream, settings]) => stream === name && settings !== null)
    .map(([stream]) => ({ kind: 'stream', stream }) as const);
};

/** The fields that make the key of a stream: its own, or those of the windows that it takes its rows from. */
export const keyOf = (streams: Streams, stream: string, steps = 0): readonly string[] => {
  const settings = streams !== undefined && Object.hasOwn(streams, stream) ? streams[stream] : undefined;
  if (settings?.by !== undefined) return [settings.by].flat();
  // Streams that take their rows from each other have been refused.
  return settings?.from === undefined || settings.window !== undefined || steps > 100
    ? []
    : keyOf(streams, settings.from, steps + 1);
};
