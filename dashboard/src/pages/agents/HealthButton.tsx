import { useSignal } from '@preact/signals';
import { post } from '../../api/client';
import type { Answer } from '../../api/types';
import { useAction } from '../../app/action';
import { durationText } from '../../time/duration';
import { Icon } from '../../ui/Icon';

/** Asks an agent whether it is well, and says how long that took. */
export function HealthButton({ name }: { name: string }) {
  const found = useSignal<Answer<'/agents/{agent}/health', 'post'> | null>(null);
  const act = useAction();
  const probe = () => act.run(async () => {
    found.value = null;
    found.value = await post('/agents/{agent}/health', { path: { agent: name } });
  });
  const health = found.value;
  return (
    <span class="row" style={{ flexWrap: 'nowrap' }}>
      <button type="button" disabled={act.busy.value} onClick={probe}>{act.busy.value ? 'Testing …' : 'Test'}</button>
      <span role="status">{health && <span class={`status ${health.healthy ? 'tone-good' : 'tone-bad'}`} title={String(health.status ?? '')}><Icon name={health.healthy ? 'check' : 'cross'} />{health.healthy ? durationText(health.latency) : 'not healthy'}</span>}</span>
    </span>
  );
}
