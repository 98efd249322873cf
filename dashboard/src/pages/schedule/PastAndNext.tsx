import type { RunEntry, Schedule } from '../../api/types';
import { get } from '../../api/client';
import { pathOf } from '../../app/paths';
import { useResource } from '../../app/resource';
import { spanText } from '../../time/duration';
import { fullText, instantText, relativeText, zoneOf } from '../../time/instant';
import { now } from '../../time/now';
import { Icon } from '../../ui/Icon';
import { looks } from '../../ui/status';

const Past = 14;

/** The last runs and the next occurrences in one line, oldest first. */
export function PastAndNext({ schedule, runs }: { schedule: Schedule; runs: readonly RunEntry[] }) {
  const next = useResource(`${schedule.id} ${schedule.version} ${schedule.nextDueTime}`,
    signal => get('/agents/{agent}/schedules/{id}/preview', { path: { agent: schedule.agent, id: schedule.id }, query: { count: 7 }, signal }), () => false);
  const zone = zoneOf(schedule.zone);
  const items = next.data.value?.items.filter(item => !runs.some(run => run.nominalTime === item.nominalTime)) ?? [];
  return (
    <>
      <ol class="line" tabIndex={0} aria-label="Last runs and next occurrences">
        {runs.slice(0, Past).reverse().map(run => (
          <li key={run.runId}>
            <a class={`tone-${looks[run.status].tone}`} href={pathOf.run(run.agent, run.runId)} title={`${looks[run.status].word}\n${fullText(new Date(run.dueTime), zone)}\n${run.sentence ?? ''}`}>
              <Icon name={looks[run.status].icon} /><span class="visually-hidden">{looks[run.status].word}, due {instantText(new Date(run.dueTime), zone, now.value)}</span>
            </a>
          </li>
        ))}
        <li class="line-now"><span>now</span></li>
        {items.map(item => (
          <li key={item.nominalTime} class="line-next" title={fullText(new Date(item.dueTime), zone)}>
            <Icon name="ring" />
            <span><b>{relativeText(new Date(item.dueTime), now.value)}</b><br />{instantText(new Date(item.dueTime), zone, now.value)}{jitterOf(item)}</span>
          </li>
        ))}
        {next.data.value && items.length === 0 && <li class="soft">no further occurrence</li>}
      </ol>
      {next.data.value?.warnings.map(warning => <p key={warning} class="note warn">{warning}</p>)}
      <small>Times in {zone}.</small>
    </>
  );
}

function jitterOf({ nominalTime, dueTime }: { nominalTime: string; dueTime: string }): string {
  const seconds = (Date.parse(dueTime) - Date.parse(nominalTime)) / 1000;
  return seconds > 0 ? ` (+${spanText(seconds)})` : '';
}
