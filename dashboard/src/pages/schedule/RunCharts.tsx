import { useMemo } from 'preact/hooks';
import type { RunEntry } from '../../api/types';
import { secondsOf, spanText } from '../../time/duration';
import { Chart, type Series } from '../../ui/Chart';
import { usdText } from '../../ui/number';
import { Panel } from '../../ui/Panel';

/** How long the runs took and what they cost, over time. */
export function RunCharts({ runs }: { runs: readonly RunEntry[] }) {
  const data = useMemo(() => {
    const ended = runs.filter(run => run.duration !== null).slice(0, 300).reverse();
    const took: Series = { label: 'took', values: ended.map(run => secondsOf(run.duration)), color: '--accent', text: spanText };
    const cost: Series = { label: 'cost', values: ended.map(run => run.costUsd ?? run.settledUsd), color: '--good', text: usdText };
    return { times: ended.map(run => Date.parse(run.dueTime) / 1000), took: [took], cost: [cost] };
  }, [runs]);
  const empty = data.times.length < 2;
  return (
    <>
      <Panel title="Duration" pad={false}>{empty ? <p class="chart-empty">Drawn from the second run on.</p> : <Chart label="Duration of each run" times={data.times} series={data.took} />}</Panel>
      <Panel title="Cost" pad={false}>{empty ? <p class="chart-empty">Drawn from the second run on.</p> : <Chart label="Cost of each run" times={data.times} series={data.cost} />}</Panel>
    </>
  );
}
