import { get } from '../../api/client';
import { useResource } from '../../app/resource';
import { durationText } from '../../time/duration';
import { Failure } from '../../ui/Failure';
import { countText } from '../../ui/number';
import { Panel } from '../../ui/Panel';
import { Skeleton } from '../../ui/Skeleton';
import { When } from '../../ui/When';
import { Tile } from '../schedule/ScheduleTiles';

/** State of the scheduler, in total and by shard. */
export function StatusPanel() {
  const read = useResource('status', signal => get('/scheduler/status', { signal }));
  const status = read.data.value;
  if (!status) return read.problem.value ? <Failure problem={read.problem.value} retry={read.reload} /> : <div class="panel"><Skeleton lines={8} /></div>;
  return (
    <div class="stack">
      <Failure problem={read.problem.value} retry={read.reload} />
      {status.unreadable > 0 && <p class="note bad">{status.unreadable} enabled schedules do not fire because their spec or due row cannot be read.</p>}
      {status.zoneData.warning && <p class="note warn">{status.zoneData.warning}</p>}
      <dl class="tiles">
        <div class="tile"><dt>Last tick</dt><dd>{status.lastTickAt ? <When at={status.lastTickAt} brief /> : 'never'}<div class="note-line">{status.lastStandstill ? `stood still for ${durationText(status.lastStandstill.duration)}` : ''}</div></dd></div>
        <Tile label="Overdue" value={countText(status.overdue)} note={status.overdue > 0 ? `oldest ${durationText(status.lateness)} late` : ''} />
        <Tile label="In flight" value={countText(status.inFlight)} note={`${status.running} running, ${status.waiting} waiting`} />
        <Tile label="Queue" value={countText(status.queueLength)} note={status.poisonLength > 0 ? `${status.poisonLength} poisoned` : 'messages'} />
        <Tile label="Schedules" value={`${countText(status.enabled)}${status.enabledIsMore ? '+' : ''}`} note="with a next occurrence" />
        <Tile label="Zone data" value={status.zoneData.version ?? 'unknown'} note={status.zoneData.source} />
      </dl>
      <Panel title="Shards" pad={false}>
        <div class="scroll">
          <table class="table cards">
            <caption class="visually-hidden">Shards</caption>
            <thead><tr><th>Shard</th><th class="num">Enabled</th><th class="num">Overdue</th><th class="num">Late</th><th class="num">In flight</th><th class="num">Queued</th><th class="num">Waiting</th><th class="num">Running</th><th class="num">Unreadable</th></tr></thead>
            <tbody>
              {status.shards.map(shard => (
                <tr key={shard.shard}>
                  <td class="name-cell mono">{shard.shard}</td>
                  <td class="num" data-label="Enabled">{countText(shard.enabled)}{shard.enabledIsMore ? '+' : ''}</td>
                  <td class="num" data-label="Overdue">{countText(shard.overdue)}</td>
                  <td class="num" data-label="Late">{durationText(shard.lateness)}</td>
                  <td class="num" data-label="In flight">{countText(shard.inFlight)}</td>
                  <td class="num" data-label="Queued">{countText(shard.queued)}</td>
                  <td class="num" data-label="Waiting">{countText(shard.waiting)}</td>
                  <td class="num" data-label="Running">{countText(shard.running)}</td>
                  <td class="num" data-label="Unreadable">{countText(shard.unreadable)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Panel>
    </div>
  );
}
