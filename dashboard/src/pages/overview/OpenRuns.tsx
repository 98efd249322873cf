import { post } from '../../api/client';
import type { RunEntry } from '../../api/types';
import { useAction } from '../../app/action';
import { pathOf } from '../../app/paths';
import { toast } from '../../app/toast';
import { tell } from '../../live/live';
import { Status } from '../../ui/Status';
import { When } from '../../ui/When';
import { Took } from '../runs/RunRow';
import { awaitsApproval } from './attention';

/** Runs that have not ended, those that wait for approval first. */
export function OpenRuns({ runs }: { runs: readonly RunEntry[] }) {
  if (runs.length === 0) return <p class="body soft">Nothing runs at the moment.</p>;
  return <ul class="rows">{runs.map(run => <OpenRun key={run.runId} run={run} />)}</ul>;
}

function OpenRun({ run }: { run: RunEntry }) {
  const act = useAction();
  const approve = () => act.run(async () => {
    await post('/agents/{agent}/runs/{runId}/approve', { path: { agent: run.agent, runId: run.runId } });
    toast('Approved.');
    tell({ agent: run.agent, schedule: run.scheduleId, run: run.runId, type: 'runStarted' });
  });
  return (
    <li>
      <a href={pathOf.run(run.agent, run.runId)}><Status status={run.status} reason={run.sentence} /></a>
      <span class="grow cut"><a class="name" href={pathOf.run(run.agent, run.runId)}>{run.scheduleName ?? 'request'}</a> <span class="soft">{run.agent} {run.sentence}</span></span>
      <span class="nowrap"><Took run={run} /> <span class="soft">due <When at={run.dueTime} brief /></span></span>
      {awaitsApproval(run) && <button type="button" class="primary" disabled={act.busy.value} onClick={approve}>Approve</button>}
    </li>
  );
}
