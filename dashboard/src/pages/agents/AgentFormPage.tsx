import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { patch, post, read } from '../../api/client';
import { session } from '../../api/session';
import type { Agent } from '../../api/types';
import { useAction } from '../../app/action';
import { pathOf } from '../../app/paths';
import { useResource } from '../../app/resource';
import { go, to } from '../../app/router';
import { toast } from '../../app/toast';
import { tell } from '../../live/live';
import { Failure } from '../../ui/Failure';
import { Field } from '../../ui/Field';
import { Panel } from '../../ui/Panel';
import { Skeleton } from '../../ui/Skeleton';
import { Title } from '../../ui/Title';
import { agentBody, agentDraft, type AgentDraft } from './agentDraft';

const kinds = {
  trinity: 'POST {url}/api/task; answers with response, cost and log',
  openai: 'chat completions below {url}; needs a model',
  webhook: 'POST to {url} itself; any 2xx is a success',
} as const;

export function NewAgentPage() {
  return <><Title text="Register an agent" crumbs={<a href={to('/agents')}>Agents</a>} /><AgentForm start={agentDraft(null)} edited={null} /></>;
}

export function EditAgentPage({ agent }: { agent: string }) {
  const found = useResource(`edit ${agent}`, signal => read('/agents/{agent}', { path: { agent }, signal }), () => false);
  const begun = useSignal<{ agent: Agent; etag: string | null } | null>(null);
  useEffect(() => {
    if (found.data.value && !begun.value) begun.value = { agent: found.data.value.data as Agent, etag: found.data.value.etag };
  }, [found.data.value]);
  return (
    <>
      <Title text={`Edit ${agent}`} crumbs={<><a href={to('/agents')}>Agents</a> / <a href={pathOf.agent(agent)}>{agent}</a></>} />
      {!begun.value && (found.problem.value ? <Failure problem={found.problem.value} retry={found.reload} /> : <div class="panel"><Skeleton /></div>)}
      {begun.value && <AgentForm start={agentDraft(begun.value.agent)} edited={begun.value} />}
    </>
  );
}

function AgentForm({ start, edited }: { start: AgentDraft; edited: { agent: Agent; etag: string | null } | null }) {
  const draft = useSignal(start);
  const act = useAction({ quiet: true });
  const change = (part: Partial<AgentDraft>): void => { draft.value = { ...draft.value, ...part }; };
  const errors = act.problem.value?.errors ?? {};
  const value = draft.value;
  const input = (field: keyof AgentDraft, more: Record<string, unknown> = {}) => <input {...more} value={value[field] as string} onInput={event => change({ [field]: event.currentTarget.value })} />;
  const save = () => act.run(async () => {
    const body = agentBody(value);
    const name = edited?.agent.name ?? value.name.trim();
    if (edited) await patch('/agents/{agent}', { path: { agent: name }, body: body as never, ifMatch: edited.etag });
    else await post('/agents', { body: { name, ...body } as never });
    tell({ agent: name, schedule: null, run: null, type: 'agentChanged' });
    toast(edited ? 'Saved.' : 'Registered.');
    go(pathOf.agent(name));
  });
  return (
    <form class="stack" noValidate onSubmit={event => { event.preventDefault(); void save(); }}>
      <Failure problem={act.problem.value} />
      <Panel title="Service">
        <div class="fields">
          {!edited && <Field label="Name" errors={errors['name']} hint="a–z, 0–9 and . _ -">{input('name', { maxLength: 63, autoComplete: 'off', spellcheck: false })}</Field>}
          <Field label="Kind" errors={errors['kind']} hint={kinds[value.kind as keyof typeof kinds]}><select value={value.kind} onChange={event => change({ kind: event.currentTarget.value })}>{Object.keys(kinds).map(kind => <option key={kind}>{kind}</option>)}</select></Field>
          <Field label="URL" errors={errors['url']}>{input('url', { type: 'url', maxLength: 2000, spellcheck: false })}</Field>
          <Field label="Model" errors={errors['model']} hint={value.kind === 'openai' ? 'Needed.' : 'Default of its schedules. Empty: the agent decides.'}>{input('model', { maxLength: 200 })}</Field>
          {session.isAdmin && <Field label="Secret" errors={errors['secret']} hint="Name of a secret of the deployment, never its value.">{input('secret', { maxLength: 63, autoComplete: 'off' })}</Field>}
          {value.kind === 'openai' && <Field label="USD per million tokens in" errors={errors['priceUsdPerMillionTokensIn']}>{input('priceIn', { inputMode: 'decimal' })}</Field>}
          {value.kind === 'openai' && <Field label="USD per million tokens out" errors={errors['priceUsdPerMillionTokensOut']}>{input('priceOut', { inputMode: 'decimal' })}</Field>}
        </div>
      </Panel>
      <Panel title="Queue">
        <div class="fields">
          <Field label="Concurrent runs" errors={errors['maxConcurrent']} hint="1 to 32.">{input('maxConcurrent', { inputMode: 'numeric' })}</Field>
          <Field label="Queue depth" errors={errors['queueDepth']} hint="Runs that may wait: 0 to 100.">{input('queueDepth', { inputMode: 'numeric' })}</Field>
          <Field label="Timeout" errors={errors['timeout']} hint="Of a call, such as PT15M; at most PT2H.">{input('timeout', { class: 'mono' })}</Field>
        </div>
      </Panel>
      <Panel title="Access and limits">
        <div class="fields">
          <Field label="Shared with" errors={errors['sharedWith']} hint="Names, separated by commas. They may see and use it.">{input('sharedWith')}</Field>
          {edited && <Field label="Owner" errors={errors['owner']} hint="Who may change it.">{input('owner')}</Field>}
          <Field label="USD per day" errors={errors['limits.dayUsd']} hint="Empty: no limit.">{input('dayUsd', { inputMode: 'decimal' })}</Field>
          <Field label="USD per month" errors={errors['limits.monthUsd']}>{input('monthUsd', { inputMode: 'decimal' })}</Field>
          <Field label="Tokens per day" errors={errors['limits.dayTokens']}>{input('dayTokens', { inputMode: 'numeric' })}</Field>
          <Field label="Tokens per month" errors={errors['limits.monthTokens']}>{input('monthTokens', { inputMode: 'numeric' })}</Field>
          <Field label="At a limit" errors={errors['onLimit']} hint={value.onLimit === 'approve' ? 'runs wait for your approval or the next day' : 'runs are recorded as rejected'}><select value={value.onLimit} onChange={event => change({ onLimit: event.currentTarget.value })}><option>reject</option><option>approve</option></select></Field>
        </div>
      </Panel>
      <div class="row"><button type="submit" class="primary" disabled={act.busy.value}>{edited ? 'Save' : 'Register'}</button><a class="button" href={edited ? pathOf.agent(edited.agent.name) : to('/agents')}>Cancel</a></div>
    </form>
  );
}
