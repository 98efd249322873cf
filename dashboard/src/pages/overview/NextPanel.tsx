import type { Schedule } from '../../api/types';
import { pathOf } from '../../app/paths';
import { to } from '../../app/router';
import { zoneOf } from '../../time/instant';
import { Panel } from '../../ui/Panel';
import { Skeleton } from '../../ui/Skeleton';
import { When } from '../../ui/When';

/** The schedules that come due next. */
export function NextPanel({ schedules }: { schedules: Schedule[] | null }) {
  return (
    <Panel title="Next" pad={false} actions={<a href={to('/schedules')}>All schedules</a>}>
      {!schedules && <Skeleton lines={3} />}
      {schedules?.length === 0 && <p class="body soft">Nothing comes due. <a href={pathOf.newSchedule()}>Create a schedule</a></p>}
      <ul class="rows">
        {schedules?.map(schedule => (
          <li key={schedule.id}>
            <span class="grow cut"><a class="name" href={pathOf.schedule(schedule.agent, schedule.id)}>{schedule.name}</a> <span class="soft">{schedule.agent}</span></span>
            <span class="num"><When at={schedule.nextDueTime} brief /> <When at={schedule.nextDueTime} zone={zoneOf(schedule.zone)} relative={false} named /></span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
