import type { Schedule } from '../../api/types';
import { pathOf } from '../../app/paths';
import { Panel } from '../../ui/Panel';
import { Skeleton } from '../../ui/Skeleton';
import { Status } from '../../ui/Status';
import { When } from '../../ui/When';

/** Schedules that somebody should look at. */
export function FailingPanel({ schedules }: { schedules: Schedule[] | null }) {
  return (
    <Panel title="Failing now" pad={false}>
      {!schedules && <Skeleton lines={3} />}
      {schedules?.length === 0 && <p class="body soft">Nothing. The last run of every schedule succeeded.</p>}
      <ul class="rows">
        {schedules?.map(schedule => (
          <li key={schedule.id}>
            <span class="grow"><a class="name" href={pathOf.schedule(schedule.agent, schedule.id)}>{schedule.name}</a> <span class="soft">{schedule.agent}</span>
              {(schedule.problem || schedule.chainProblem || (!schedule.enabled && schedule.note)) && <span class="under">{schedule.problem ?? schedule.chainProblem ?? schedule.note}</span>}</span>
            {schedule.failuresInARow > 1 && <span class="tag strong tone-bad">{schedule.failuresInARow}×</span>}
            {schedule.totals.lastStatus && <Status status={schedule.totals.lastStatus} />}
            <When at={schedule.totals.lastRunAt} brief />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
