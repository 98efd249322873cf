import { useSignal } from '@preact/signals';
import { get, post, remove } from '../../api/client';
import { useAction } from '../../app/action';
import { useResource } from '../../app/resource';
import { toast } from '../../app/toast';
import { Empty } from '../../ui/Empty';
import { Failure } from '../../ui/Failure';
import { Panel } from '../../ui/Panel';
import { Skeleton } from '../../ui/Skeleton';
import { DeadLetters } from './DeadLetters';
import { WebhookDialog } from './WebhookDialog';

/** Where the agent's outcomes are reported. Its secret is shown once. */
export function WebhooksPanel({ name }: { name: string }) {
  const path = { agent: name };
  const adding = useSignal(false);
  const secret = useSignal<string | null>(null);
  const act = useAction();
  const read = useResource(`webhooks of ${name}`, signal => get('/agents/{agent}/webhooks', { path, signal }), () => false);
  const test = (webhookId: string) => act.run(async () => {
    const result = (await post('/agents/{agent}/webhooks/{webhookId}/test', { path: { agent: name, webhookId } })) as { delivered?: boolean; status?: number | null; error?: string | null };
    toast(result.error ? `The receiver failed: ${result.error}` : `The receiver answered ${result.status ?? ''}.`, { bad: Boolean(result.error) });
  });
  const rotate = (webhookId: string) => act.run(async () => (secret.value = (await post('/agents/{agent}/webhooks/{webhookId}/rotate', { path: { agent: name, webhookId } })).secret));
  const drop = (webhookId: string) => act.run(async () => {
    await remove('/agents/{agent}/webhooks/{webhookId}', { path: { agent: name, webhookId } });
    read.reload();
  });
  const items = read.data.value?.items;
  return (
    <Panel title="Webhooks" pad={false} actions={<button type="button" onClick={() => (adding.value = true)}>Add a webhook</button>}>
      <Failure problem={read.problem.value} retry={read.reload} />
      {!items && !read.problem.value && <Skeleton lines={2} />}
      {secret.value && <p class="note" role="status">Copy the secret now, it is not shown again: <code>{secret.value}</code></p>}
      {items?.length === 0 && <Empty title="No webhooks"><p>A webhook posts signed events to a URL when runs succeed, fail or are missed.</p></Empty>}
      <ul class="rows">
        {items?.map(webhook => (
          <li key={webhook.id}>
            <span class="grow"><code>{webhook.url}</code><span class="under">{webhook.on.join(', ')}{webhook.schedule ? ', one schedule' : ''}{webhook.description ? ` · ${webhook.description}` : ''}</span></span>
            <button type="button" disabled={act.busy.value} onClick={() => void test(webhook.id)}>Test</button>
            <button type="button" disabled={act.busy.value} onClick={() => void rotate(webhook.id)}>New secret</button>
            <button type="button" class="danger" disabled={act.busy.value} onClick={() => void drop(webhook.id)}>Delete</button>
          </li>
        ))}
      </ul>
      <DeadLetters name={name} />
      {adding.value && <WebhookDialog name={name} onClose={() => (adding.value = false)} onMade={made => { adding.value = false; secret.value = made; read.reload(); }} />}
    </Panel>
  );
}
