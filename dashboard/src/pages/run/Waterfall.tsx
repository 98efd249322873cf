import type { Run } from '../../api/types';
import { spanText } from '../../time/duration';
import { now } from '../../time/now';
import { isOpen } from '../../ui/status';
import { barsOf, placeIn } from './waterfall';

/** Where a run's time went. */
export function Waterfall({ run }: { run: Run }) {
  const bars = barsOf(run, isOpen(run.status) ? now.value.getTime() : 0);
  if (bars.length === 0) return <p class="soft">It has not come due.</p>;
  return (
    <div class="fall" role="list" aria-label="Where its time went">
      {bars.map(bar => {
        const { left, width } = placeIn(bar, bars);
        return (
          <div key={`${bar.label} ${bar.from}`} class="fall-row" role="listitem" title={bar.meaning}>
            <span>{bar.label}</span>
            <span class="fall-track"><span class={`fall-bar tone-${bar.tone} ${bar.light ? 'light' : ''}`} style={{ left: `${left}%`, width: `${width}%` }} /></span>
            <span class="num">{spanText((bar.to - bar.from) / 1000)}</span>
          </div>
        );
      })}
    </div>
  );
}
