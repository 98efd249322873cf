import { post } from '../../api/client';
import type { Schedule } from '../../api/types';
import { useAction } from '../../app/action';
import { tell } from '../../live/live';

/** Enables and disables a schedule. */
export function EnabledSwitch({ schedule }: { schedule: Schedule }) {
  const action = useAction();
  const path = { agent: schedule.agent, id: schedule.id };
  const toggle = () => action.run(async () => {
    if (schedule.enabled) await post('/agents/{agent}/schedules/{id}/disable', { path });
    else await post('/agents/{agent}/schedules/{id}/enable', { path });
    tell({ agent: schedule.agent, schedule: schedule.id, run: null, type: 'scheduleChanged' });
  });
  return (
    <button type="button" class="switch" role="switch" aria-checked={Boolean(schedule.enabled)} aria-label={`${schedule.name} is enabled`} disabled={action.busy.value || schedule.deletedAt !== null}
      title={schedule.enabled ? 'Disable' : 'Enable'} onClick={toggle} />
  );
}
