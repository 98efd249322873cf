import { useSignal } from '@preact/signals';
import { post, remove } from '../../api/client';
import type { Schedule } from '../../api/types';
import { useAction } from '../../app/action';
import { pathOf } from '../../app/paths';
import { go, to } from '../../app/router';
import { toast } from '../../app/toast';
import { tell } from '../../live/live';
import { Confirm } from '../../ui/Confirm';
import { Icon } from '../../ui/Icon';
import { EnabledSwitch } from '../schedules/EnabledSwitch';
import { PauseDialog } from './PauseDialog';

export function ScheduleActions({ schedule, onBackfill, onReload }: { schedule: Schedule; onBackfill: () => void; onReload: () => void }) {
  const asked = useSignal<'delete' | 'pause' | null>(null);
  const act = useAction();
  const quiet = useAction({ quiet: true });
  const path = { agent: schedule.agent, id: schedule.id };
  const close = () => { asked.value = null; quiet.problem.value = null; };
  const trigger = () => act.run(async () => {
    const run = await post('/agents/{agent}/schedules/{id}/trigger', { path });
    toast('Started a run.', { link: { href: pathOf.run(run.agent, run.runId), text: 'Show it' } });
    tell({ agent: schedule.agent, schedule: schedule.id, run: run.runId, type: 'runStarted' });
  });
  const deleteIt = async () => {
    await remove('/agents/{agent}/schedules/{id}', { path });
    toast(`Deleted "${schedule.name}". It can be restored for 30 days.`, { link: { href: to('/schedules', { deleted: 'true' }), text: 'Deleted schedules' } });
  };
  return (
    <>
      <label class="row"><EnabledSwitch schedule={schedule} />{schedule.enabled ? 'Enabled' : 'Disabled'}</label>
      <button type="button" disabled={act.busy.value} onClick={trigger}><Icon name="play" />Run now</button>
      <button type="button" disabled={!schedule.enabled} onClick={() => (asked.value = 'pause')}>Pause …</button>
      <button type="button" onClick={onBackfill}>Backfill …</button>
      <button type="button" class="danger" onClick={() => (asked.value = 'delete')}>Delete …</button>
      <a class="button primary" href={pathOf.editSchedule(schedule.agent, schedule.id)}>Edit</a>
      {asked.value === 'pause' && <PauseDialog schedule={schedule} onClose={close} onDone={() => { close(); onReload(); }} />}
      {asked.value === 'delete' && (
        <Confirm title={`Delete ${schedule.name}?`} action="Delete" danger act={quiet} work={deleteIt} onClose={close} onDone={() => go(to('/schedules'))}>
          <p>It no longer fires. It can be restored for 30 days; then it is removed with its runs.</p>
        </Confirm>
      )}
    </>
  );
}
