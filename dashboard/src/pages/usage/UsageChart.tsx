import { useMemo } from 'preact/hooks';
import type { Answer } from '../../api/types';
import { Chart, type Series } from '../../ui/Chart';
import { usdText } from '../../ui/number';
import { datesBetween } from '../schedule/days';

type Usage = Answer<'/usage', 'get'>;

/** Cost by day; days without runs are zero. */
export function UsageChart({ usage }: { usage: Usage }) {
  const data = useMemo(() => {
    const costs = new Map(usage.items.map(item => [item.day, item.costUsd]));
    const dates = datesBetween(usage.from, usage.to);
    const series: Series = { label: 'cost', values: dates.map(date => costs.get(date) ?? 0), color: '--accent', text: usdText, bars: true };
    return { times: dates.map(date => Date.parse(`${date}T12:00:00Z`) / 1000), series: [series] };
  }, [usage]);
  return <Chart label={`Cost by day, ${usage.from} to ${usage.to}`} times={data.times} series={data.series} height={170} />;
}
