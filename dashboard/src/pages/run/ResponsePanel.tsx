import { useSignal } from '@preact/signals';
import { addressOf, request } from '../../api/client';
import type { Run } from '../../api/types';
import { useAction } from '../../app/action';
import { Panel } from '../../ui/Panel';
import { isOpen } from '../../ui/status';

/** What the agent answered: text, never markup. */
export function ResponsePanel({ run }: { run: Run }) {
  const whole = useSignal<string | null>(null);
  const act = useAction();
  const load = () => act.run(async () => {
    whole.value = await (await request(addressOf('/agents/{agent}/runs/{runId}/response', { agent: run.agent, runId: run.runId }))).text();
  });
  const text = whole.value ?? run.response;
  return (
    <Panel title="Response" pad={false} actions={run.responseCut && whole.value === null && <button type="button" disabled={act.busy.value} onClick={load}>Load all of it</button>}>
      {text ? <pre class="text prose" tabIndex={0} aria-label="Response">{text}</pre> : <p class="body soft">{isOpen(run.status) ? 'It has not answered yet. The response appears here by itself.' : 'There is none.'}</p>}
      {run.responseTruncated && <p class="body soft">The agent sent more than 1 MiB; the rest was not kept.</p>}
    </Panel>
  );
}
