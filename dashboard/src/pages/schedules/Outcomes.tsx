import type { Schedule } from '../../api/types';
import { durationText, secondsOf } from '../../time/duration';
import { looks } from '../../ui/status';

/** The last ten runs as bars, the newest at the right: outcome by colour and pattern, duration by height; and how often it failed in a row. */
export function Outcomes({ schedule }: { schedule: Schedule }) {
  const runs = [...schedule.lastRuns].reverse();
  const longest = Math.max(1e-3, ...runs.map(run => secondsOf(run.duration) ?? 0));
  return (
    <>
      {runs.length > 0 && (
        <span class="outcomes" role="img" aria-label={`Last runs, oldest first: ${runs.map(run => looks[run.status].word).join(', ')}`}>
          {runs.map(run => (
            <i key={run.runId} class={looks[run.status].tone} style={{ height: `${30 + 70 * ((secondsOf(run.duration) ?? 0) / longest)}%` }} title={`${looks[run.status].word}, took ${durationText(run.duration)}`} />
          ))}
        </span>
      )}
      {schedule.failuresInARow > 1 && <span class="tag strong tone-bad" title="Failed runs since the last success">{schedule.failuresInARow}×</span>}
    </>
  );
}
