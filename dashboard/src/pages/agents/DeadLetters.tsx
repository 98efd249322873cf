import { get, post, remove } from '../../api/client';
import { useAction } from '../../app/action';
import { pathOf } from '../../app/paths';
import { useResource } from '../../app/resource';
import { toast } from '../../app/toast';
import { When } from '../../ui/When';

/** Events whose delivery failed for good: send them again, or forget them. */
export function DeadLetters({ name }: { name: string }) {
  const act = useAction();
  const read = useResource(`dead of ${name}`, signal => get('/agents/{agent}/webhooks/dead', { path: { agent: name }, query: { limit: 20 } as never, signal }), () => false);
  const dead = read.data.value?.items ?? [];
  if (dead.length === 0) return null;
  const again = (deliveryId: string) => act.run(async () => {
    await post('/agents/{agent}/webhooks/dead/{deliveryId}/replay', { path: { agent: name, deliveryId } });
    toast('It is sent again.');
    read.reload();
  });
  const forget = (deliveryId: string) => act.run(async () => {
    await remove('/agents/{agent}/webhooks/dead/{deliveryId}', { path: { agent: name, deliveryId } });
    read.reload();
  });
  return (
    <>
      <h3 class="body">Dead letters</h3>
      <ul class="rows">
        {dead.map(one => (
          <li key={one.id}>
            <span class="grow"><a class="name" href={pathOf.run(name, one.runId)}>{one.type}</a> <span class="soft">{one.scheduleName} <When at={one.deadAt} /></span><span class="under">{one.attempts} attempts, {one.lastError}</span></span>
            <button type="button" disabled={act.busy.value} onClick={() => void again(one.id)}>Send again</button>
            <button type="button" class="danger" disabled={act.busy.value} onClick={() => void forget(one.id)}>Forget</button>
          </li>
        ))}
      </ul>
    </>
  );
}
