import { useSignal } from '@preact/signals';
import { post, remove } from '../../api/client';
import type { Schedule } from '../../api/types';
import { useAction } from '../../app/action';
import { Panel } from '../../ui/Panel';

/** The URL that runs the schedule without a key. It is shown once. */
export function HookPanel({ schedule, onChange }: { schedule: Schedule; onChange: () => void }) {
  const url = useSignal<string | null>(null);
  const act = useAction();
  const path = { agent: schedule.agent, id: schedule.id };
  const make = () => act.run(async () => {
    url.value = (await post('/agents/{agent}/schedules/{id}/hook', { path })).url;
    onChange();
  });
  const revoke = () => act.run(async () => {
    await remove('/agents/{agent}/schedules/{id}/hook', { path });
    url.value = null;
    onChange();
  });
  return (
    <Panel title="Hook">
      <div class="stack-s">
        <p class="soft">{schedule.hook ? 'It has a hook: whoever knows the URL can run it. The URL is shown only when it is made.' : 'A hook is a URL that runs this schedule without a key.'}</p>
        {url.value && <p class="note" role="status">Copy it now, it is not shown again:<br /><code>{url.value}</code></p>}
        <div class="row">
          <button type="button" disabled={act.busy.value} onClick={make}>{schedule.hook ? 'Replace the hook' : 'Make a hook'}</button>
          {schedule.hook && <button type="button" class="danger" disabled={act.busy.value} onClick={revoke}>Remove it</button>}
        </div>
      </div>
    </Panel>
  );
}
