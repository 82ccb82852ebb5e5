/**
 * The access-log monitor written by hand: what its config is compared with. Built of the modules of one build, which
 * `from` loads.
 */
export const accessLogInCode = async (from, path, clock, sink) => {
  const { accessLog: codec } = await from('io/codecs/access-log/access-log.js');
  const { file } = await from('io/sources/file.js');
  const { alert } = await from('operators/alert/alert.js');
  const { perSecond } = await from('operators/alert/threshold.js');
  const { count, distinct, mean, p95, rate, sum } = await from('operators/measures/index.js');
  const { share } = await from('operators/share.js');
  const { top } = await from('operators/top.js');
  const { where } = await from('operators/where.js');
  const { sliding } = await from('operators/windows/sliding.js');
  const { tumbling } = await from('operators/windows/tumbling.js');
  const { pipeline } = await from('pipelines/pipeline.js');

  // A single function behind every count, so that the engine can put it into the loop that counts instead of calling it.
  const statusIn = (least, most, inside = true) =>
    count((row) => {
      const status = row.status ?? 0;
      return (status >= least && status < most) === inside;
    });
  const sizeOf = (row) => row.size;
  const summary = {
    hits: count(),
    rate: rate(),
    size: sum(sizeOf),
    mean_size: mean(sizeOf),
    clients: distinct((row) => row.host),
    errors: statusIn(400, 600),
    status_1xx: statusIn(100, 200),
    status_2xx: statusIn(200, 300),
    status_3xx: statusIn(300, 400),
    status_4xx: statusIn(400, 500),
    status_5xx: statusIn(500, 600),
    status_other: statusIn(100, 600, false),
  };
  const sections = {
    hits: count(),
    errors: statusIn(500, Infinity),
    size: sum(sizeOf),
    p95: p95((row) => row.duration),
  };
  const fields = ['section', 'status', 'size', 'duration', 'host'];
  return pipeline('access-log')
    .from(file({ codec: codec(), fields, clock, path }))
    .time({})
    .stream('summary', [tumbling({ size: '10s', measures: summary })], [sink])
    .stream(
      'sections',
      [
        tumbling({ size: '10s', by: ['section'], measures: sections }),
        share({ of: 'hits', as: 'share' }),
        where((row) => row.hits > 0),
        top({ by: 'hits', n: 10 }),
      ],
      [sink],
    )
    .stream(
      'alerts',
      [
        sliding({ size: '2m', every: '1s', measures: { hits: count() } }),
        alert({ value: 'hits', above: perSecond(10), name: 'high-traffic' }),
      ],
      [sink],
    )
    .spec();
};
