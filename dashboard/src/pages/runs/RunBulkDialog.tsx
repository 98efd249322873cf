import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { post } from '../../api/client';
import type { BodyOf, Operation } from '../../api/types';
import { useAction } from '../../app/action';
import { useResource } from '../../app/resource';
import { toast } from '../../app/toast';
import { unique } from '../../app/unique';
import { tell } from '../../live/live';
import { Dialog } from '../../ui/Dialog';
import { Failure } from '../../ui/Failure';
import { plural } from '../../ui/number';
import { Skeleton } from '../../ui/Skeleton';
import { Status } from '../../ui/Status';

type Body = BodyOf<Operation<'/runs/bulk', 'post'>>;

export type RunBulkAction = Body['action'];

/** Runs that are chosen one by one, or all that match a filter. */
export type RunTarget = Pick<Body, 'ids'> | Pick<Body, 'filter'>;

const words = { cancel: ['Cancel', 'cancelled'], replay: ['Replay', 'started again'] } as const;

/** Shows what would be done with many runs, by a dry run, and does it. */
export function RunBulkDialog({ action, target, onClose, onDone }: { action: RunBulkAction; target: RunTarget; onClose: () => void; onDone: () => void }) {
  const act = useAction({ quiet: true });
  const key = useRef(unique()); // a second try after a lost connection starts no run twice
  const isDone = useSignal(false);
  const dry = useResource(`${action} ${JSON.stringify(target)}`, signal => post('/runs/bulk', { body: { action, ...target, dryRun: true }, signal }), () => false);
  const items = dry.data.value?.items ?? [];
  const ready = items.filter(item => item.outcome === 'done');
  const refused = items.filter(item => item.outcome === 'refused');
  const [word, past] = words[action];
  const work = () => act.run(async () => {
    // The runs that were shown, even if others match meanwhile.
    const { items: done } = await post('/runs/bulk', { body: { action, ids: ready.map(({ agent, runId }) => ({ agent, runId })) }, idempotencyKey: key.current });
    const failed = done.filter(item => item.outcome === 'refused');
    isDone.value = true;
    toast(`${plural(done.length - failed.length, 'run')} ${past}${failed.length ? `; ${failed.length} refused: ${failed[0]!.problem}` : ''}.`, { bad: failed.length > 0 });
    tell(null);
    onDone();
  });
  return (
    <Dialog title={`${word} runs`} action={dry.data.value ? `${word} ${ready.length}` : word} danger={action === 'cancel'} busy={act.busy.value} disabled={ready.length === 0 || isDone.value} onClose={onClose} onAction={() => void work()}>
      <p>{action === 'cancel' ? 'Running and waiting runs end as cancelled. What their agents did until then may cost something.' : 'Each becomes a new run with the same message and settings. It costs what a run costs.'}</p>
      {!dry.data.value && !dry.problem.value && <Skeleton lines={3} />}
      {dry.data.value && <p>{plural(ready.length, 'run')} would be {past}{refused.length > 0 && `, ${refused.length} refused`}{dry.data.value.more && '. More match: only the newest are handled at a time'}.</p>}
      {items.length > 0 && (
        <ul class="note bulk-list" tabIndex={0} aria-label="Outcome for each run">
          {items.map(item => <li key={item.runId} class="row">{item.runStatus && <Status status={item.runStatus} />}<span class="grow cut">{item.scheduleName ?? item.agent}</span>{item.outcome !== 'done' && <span class={item.outcome === 'refused' ? 'tone-bad' : 'soft'}>{item.problem ?? 'it has ended'}</span>}</li>)}
        </ul>
      )}
      <Failure problem={dry.problem.value ?? act.problem.value} />
    </Dialog>
  );
}
