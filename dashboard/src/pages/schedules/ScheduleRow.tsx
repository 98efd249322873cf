import { useComputed, type Signal } from '@preact/signals';
import { post } from '../../api/client';
import type { Schedule } from '../../api/types';
import { useAction } from '../../app/action';
import { pathOf } from '../../app/paths';
import { to } from '../../app/router';
import { toast } from '../../app/toast';
import { tell } from '../../live/live';
import { zoneOf } from '../../time/instant';
import { Icon } from '../../ui/Icon';
import { countText, shareText, usdText } from '../../ui/number';
import { Status } from '../../ui/Status';
import { When } from '../../ui/When';
import { EnabledSwitch } from './EnabledSwitch';
import { Outcomes } from './Outcomes';

export function ScheduleRow({ schedule, selected, isDeleted }: { schedule: Schedule; selected: Signal<ReadonlyMap<string, Schedule>>; isDeleted: boolean }) {
  const isSelected = useComputed(() => selected.value.has(schedule.id)).value;
  const action = useAction();
  const { totals } = schedule;
  const path = { agent: schedule.agent, id: schedule.id };
  const select = (on: boolean): void => {
    const next = new Map(selected.peek());
    if (on) next.set(schedule.id, schedule);
    else next.delete(schedule.id);
    selected.value = next;
  };
  const trigger = () => action.run(async () => {
    const run = await post('/agents/{agent}/schedules/{id}/trigger', { path });
    toast(`Started "${schedule.name}".`, { link: { href: pathOf.run(run.agent, run.runId), text: 'Show the run' } });
    tell({ agent: schedule.agent, schedule: schedule.id, run: run.runId, type: 'runStarted' });
  });
  const restore = () => action.run(async () => {
    await post('/agents/{agent}/schedules/{id}/restore', { path });
    toast(`Restored "${schedule.name}".`, { link: { href: pathOf.schedule(schedule.agent, schedule.id), text: 'Show it' } });
    tell({ agent: schedule.agent, schedule: schedule.id, run: null, type: 'scheduleRestored' });
  });
  return (
    <tr aria-selected={isSelected}>
      <td class="lead"><input type="checkbox" aria-label={`Select ${schedule.name}`} checked={isSelected} onChange={event => select(event.currentTarget.checked)} /></td>
      <td class="lead"><EnabledSwitch schedule={schedule} /></td>
      <td class="name-cell">
        {isDeleted ? <span class="name">{schedule.name}</span> : <a class="name" href={pathOf.schedule(schedule.agent, schedule.id)}>{schedule.name}</a>}
        <span class="under"><a class="soft" href={pathOf.agent(schedule.agent)}>{schedule.agent}</a> {schedule.tags?.map(tag => <a key={tag} class="tag" href={to('/schedules', { tag })}>{tag}</a>)}</span>
      </td>
      <td data-label="When"><span class="cut" title={schedule.human ?? ''}>{humanText(schedule)}</span><span class="under mono">{schedule.cron ?? schedule.every ?? schedule.at}</span></td>
      <td data-label="Next run">{isDeleted ? <>deleted <When at={schedule.deletedAt} /></> : <Next schedule={schedule} />}</td>
      <td data-label="Last runs" class="past"><Last schedule={schedule} /></td>
      <td data-label="Success" class="num">{shareText(totals.successRate)}</td>
      <td data-label="Runs" class="num">{countText(totals.runs)}</td>
      <td data-label="Cost" class="num">{usdText(totals.costUsd)}</td>
      <td class="lead num">
        {isDeleted
          ? <button type="button" disabled={action.busy.value} onClick={restore}>Restore</button>
          : <button type="button" class="plain" disabled={action.busy.value} onClick={trigger} aria-label={`Run ${schedule.name} now`} title="Run now"><Icon name="play" /></button>}
      </td>
    </tr>
  );
}

/** The last runs as bars, with a link to the last one. */
function Last({ schedule }: { schedule: Schedule }) {
  const { totals, lastRuns, agent } = schedule;
  if (!totals.lastStatus) return null;
  const status = <Status status={totals.lastStatus} />;
  return <><Outcomes schedule={schedule} /><span class="under">{lastRuns[0] ? <a href={pathOf.run(agent, lastRuns[0].runId)}>{status}</a> : status} <When at={totals.lastRunAt} brief /></span></>;
}

function Next({ schedule }: { schedule: Schedule }) {
  const zone = zoneOf(schedule.zone);
  if (schedule.problem) return <span class="tone-bad" title={schedule.problem}>does not fire: {schedule.problem.slice(0, 60)}</span>;
  if (schedule.endedAt) return <span class="soft">ended</span>;
  if (!schedule.enabled) return <span class="soft cut" title={schedule.note ?? ''}>disabled{schedule.note ? `: ${schedule.note}` : ''}</span>;
  return (
    <>
      {schedule.pausedUntil && <span class="tag" title={schedule.note ?? ''}>paused</span>} <When at={schedule.nextDueTime} />
      <span class="under"><When at={schedule.nextDueTime} zone={zone} relative={false} named /></span>
    </>
  );
}

/** When it fires, without the zone, which stands beside the next run. */
function humanText({ human, zone }: Schedule): string {
  if (human === null) return 'cannot be read';
  return zone && human.endsWith(` ${zone}`) ? human.slice(0, -zone.length - 1) : human;
}
