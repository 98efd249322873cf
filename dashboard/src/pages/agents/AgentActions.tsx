import { useSignal } from '@preact/signals';
import { remove } from '../../api/client';
import type { Agent } from '../../api/types';
import { useAction } from '../../app/action';
import { go, to } from '../../app/router';
import { toast } from '../../app/toast';
import { tell } from '../../live/live';
import { Confirm } from '../../ui/Confirm';
import { AgentSwitch } from './AgentSwitch';

/** What its owner and admins can do with an agent. */
export function AgentActions({ agent }: { agent: Agent }) {
  const asked = useSignal(false);
  const act = useAction({ quiet: true });
  const done = () => {
    tell({ agent: agent.name, schedule: null, run: null, type: 'agentDeleted' });
    toast(`Deleted ${agent.name}.`);
    go(to('/agents'));
  };
  return (
    <>
      <label class="row"><AgentSwitch agent={agent} />{agent.enabled ? 'Enabled' : 'Disabled'}</label>
      <button type="button" class="danger" onClick={() => (asked.value = true)}>Delete …</button>
      <a class="button primary" href={to(`/agents/${encodeURIComponent(agent.name)}/edit`)}>Edit</a>
      {asked.value && (
        <Confirm title={`Delete ${agent.name}?`} action="Delete" danger act={act} work={() => remove('/agents/{agent}', { path: { agent: agent.name } })} onClose={() => (asked.value = false)} onDone={done}>
          <p>This cannot be undone. It is refused while it has schedules or runs that have not ended. Its runs, usage and activity go with it.</p>
        </Confirm>
      )}
    </>
  );
}
