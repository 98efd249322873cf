import { useSignal } from '@preact/signals';
import { post } from '../../api/client';
import type { Run } from '../../api/types';
import { useAction } from '../../app/action';
import { pathOf } from '../../app/paths';
import { go } from '../../app/router';
import { toast } from '../../app/toast';
import { Confirm } from '../../ui/Confirm';
import { isOpen } from '../../ui/status';

export function RunActions({ run, onReload }: { run: Run; onReload: () => void }) {
  const act = useAction();
  const quiet = useAction({ quiet: true });
  const asked = useSignal(false);
  const path = { agent: run.agent, runId: run.runId };
  const replay = () => act.run(async () => {
    const next = await post('/agents/{agent}/runs/{runId}/replay', { path });
    toast('Started again as a new run.');
    go(pathOf.run(next.agent, next.runId));
  });
  const approve = () => act.run(async () => {
    await post('/agents/{agent}/runs/{runId}/approve', { path });
    toast('Approved. It starts as soon as a slot is free.');
    onReload();
  });
  if (isOpen(run.status)) {
    return (
      <>
        {run.status === 'waiting' && run.reason?.startsWith('budget') && <button type="button" class="primary" disabled={act.busy.value} onClick={approve}>Approve</button>}
        <button type="button" class="danger" onClick={() => (asked.value = true)}>Cancel …</button>
        {asked.value && (
          <Confirm title="Cancel this run?" action="Cancel the run" danger act={quiet} work={() => post('/agents/{agent}/runs/{runId}/cancel', { path })} onClose={() => (asked.value = false)} onDone={() => { asked.value = false; onReload(); }}>
            <p>It ends as cancelled. What the agent did until then may cost something.</p>
          </Confirm>
        )}
      </>
    );
  }
  return (
    <>
      <button type="button" disabled={act.busy.value} onClick={replay}>Replay</button>
      {run.message !== null && <a class="button" href={pathOf.newSchedule({ run: `${run.agent}/${run.runId}` })}>Make repeatable</a>}
    </>
  );
}
