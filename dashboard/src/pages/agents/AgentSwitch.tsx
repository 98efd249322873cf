import { post } from '../../api/client';
import type { Agent } from '../../api/types';
import { useAction } from '../../app/action';
import { tell } from '../../live/live';

export function AgentSwitch({ agent }: { agent: Agent }) {
  const act = useAction();
  const toggle = () => act.run(async () => {
    if (agent.enabled) await post('/agents/{agent}/disable', { path: { agent: agent.name } });
    else await post('/agents/{agent}/enable', { path: { agent: agent.name } });
    tell({ agent: agent.name, schedule: null, run: null, type: 'agentChanged' });
  });
  return <button type="button" class="switch" role="switch" aria-checked={Boolean(agent.enabled)} aria-label={`${agent.name} is enabled`} title={agent.enabled ? 'Disable' : 'Enable'} disabled={act.busy.value} onClick={toggle} />;
}
