import { get } from '../../api/client';
import type { Activity, Schedule } from '../../api/types';
import { useResource } from '../../app/resource';
import { Panel } from '../../ui/Panel';
import { Skeleton } from '../../ui/Skeleton';
import { When } from '../../ui/When';

const changes = ['scheduleCreated', 'scheduleChanged', 'schedulePaused', 'scheduleEnabled', 'scheduleDeleted', 'scheduleRestored'] as const;

/** Who changed what. */
export function ChangesPanel({ schedule }: { schedule: Schedule }) {
  const read = useResource(`changes ${schedule.id} ${schedule.version}`, async signal =>
    (await get('/agents/{agent}/activities', { path: { agent: schedule.agent }, query: { type: [...changes], limit: 200 }, signal })).items.filter(entry => entry.scheduleId === schedule.id), () => false);
  const entries = read.data.value;
  return (
    <Panel title="Who changed what">
      {!entries && <Skeleton lines={3} />}
      {entries?.length === 0 && <p class="soft">Nothing that is still kept.</p>}
      <ul class="stack-s">{entries?.slice(0, 12).map(entry => <li key={entry.id}><When at={entry.at} /> <strong>{entry.actor}</strong> {fieldsOf(entry)}</li>)}</ul>
    </Panel>
  );
}

function fieldsOf(entry: Activity): string {
  const fields = (entry.details as { fields?: string[] } | null)?.fields;
  return fields?.length ? `${entry.action} (${fields.join(', ')})` : entry.action;
}
