import { get, remove } from '../../api/client';
import { useAction } from '../../app/action';
import { useResource } from '../../app/resource';
import { setQuery } from '../../app/router';
import { plural } from '../../ui/number';

/** Progress of a backfill that was started here. */
export function BackfillNote({ path, backfillId }: { path: { agent: string; id: string }; backfillId: string }) {
  const read = useResource(backfillId, signal => get('/agents/{agent}/schedules/{id}/backfills/{backfillId}', { path: { ...path, backfillId }, signal }), change => change.schedule === path.id);
  const act = useAction();
  const backfill = read.data.value;
  if (!backfill) return null;
  const cancel = () => act.run(async () => {
    await remove('/agents/{agent}/schedules/{id}/backfills/{backfillId}', { path: { ...path, backfillId } });
    read.reload();
  });
  return (
    <div class="note row" role="status">
      <span class="grow"><strong>Backfill {backfill.state}:</strong> {plural(backfill.started, 'run')} started, {backfill.left} left{backfill.known > 0 ? `, ${backfill.known} had run before` : ''}. {backfill.note}</span>
      {backfill.state === 'running'
        ? <button type="button" disabled={act.busy.value} onClick={cancel}>Cancel the backfill</button>
        : <button type="button" class="plain" onClick={() => setQuery({ backfill: null })}>Dismiss</button>}
    </div>
  );
}
