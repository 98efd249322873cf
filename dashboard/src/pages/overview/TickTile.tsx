import { get } from '../../api/client';
import { useResource } from '../../app/resource';
import { to } from '../../app/router';
import { secondsOf, spanText } from '../../time/duration';

/** Whether the scheduler itself works: for admins of the deployment. */
export function TickTile() {
  const read = useResource('tick', signal => get('/scheduler/status', { signal }));
  const status = read.data.value;
  if (!status) return null; // another tenant's admin may not see it
  const since = secondsOf(status.sinceLastTick);
  const late = secondsOf(status.lateness) ?? 0;
  const isBad = since === null || since > 150 || late > 60;
  return (
    <div class="tile">
      <dt>Last tick</dt>
      <dd>
        <a href={to('/admin')} class={isBad ? 'tone-bad' : ''}>{since === null ? 'never' : `${spanText(Math.max(1, Math.round(since)))} ago`}</a>
        <div class="note-line">{status.overdue > 0 ? `${status.overdue} overdue, ${spanText(late)}` : 'nothing is overdue'}</div>
      </dd>
    </div>
  );
}
