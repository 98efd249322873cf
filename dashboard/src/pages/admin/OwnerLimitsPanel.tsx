import { useSignal } from '@preact/signals';
import { get, put, remove } from '../../api/client';
import type { Answer, Key } from '../../api/types';
import { useAction } from '../../app/action';
import { useResource } from '../../app/resource';
import { place, setQuery } from '../../app/router';
import { toast } from '../../app/toast';
import { Failure } from '../../ui/Failure';
import { Field } from '../../ui/Field';
import { Panel } from '../../ui/Panel';
import { limitsOf } from '../agents/agentDraft';
import { LimitsPanel } from '../agents/LimitsPanel';

type OwnerLimits = Answer<'/owners/{owner}/limits', 'get'>;

const fields = [['dayUsd', 'USD per day'], ['monthUsd', 'USD per month'], ['dayTokens', 'Tokens per day'], ['monthTokens', 'Tokens per month']] as const;

/** Limits of an owner over all agents: choose one, see what is spent, change it. */
export function OwnerLimitsPanel() {
  const owner = place.value.query.get('owner') ?? '';
  const names = useResource('owners', async signal => [...new Set(((await get('/keys', { signal })).items as Key[]).map(key => key.name))].sort(), () => false);
  return (
    <div class="stack">
      <div class="filters">
        <label>Owner <input list="owners" value={owner} placeholder="name" autoComplete="off" onChange={event => setQuery({ owner: event.currentTarget.value.trim() })} /></label>
        <datalist id="owners">{names.data.value?.map(name => <option key={name} value={name} />)}</datalist>
        <small>They hold for all runs in the owner's name, on all agents.</small>
      </div>
      {owner && <Editor key={owner} owner={owner} />}
    </div>
  );
}

function Editor({ owner }: { owner: string }) {
  const read = useResource(`limits ${owner}`, signal => get('/owners/{owner}/limits', { path: { owner }, signal }), () => false);
  const limits = read.data.value;
  if (!limits) return <Failure problem={read.problem.value} retry={read.reload} />;
  return (
    <div class="columns">
      <LimitsPanel agent={{ limits: limits.budget ? limits : null, budget: limits.budget, onLimit: limits.onLimit ?? 'reject' }} />
      <Form key={JSON.stringify(limits)} owner={owner} limits={limits} onSaved={read.reload} />
    </div>
  );
}

function Form({ owner, limits, onSaved }: { owner: string; limits: OwnerLimits; onSaved: () => void }) {
  const text = (value: number | null | undefined) => (value === null || value === undefined ? '' : String(value));
  const draft = useSignal({ dayUsd: text(limits.dayUsd), monthUsd: text(limits.monthUsd), dayTokens: text(limits.dayTokens), monthTokens: text(limits.monthTokens), onLimit: limits.onLimit ?? 'reject' });
  const act = useAction({ quiet: true });
  const errors = act.problem.value?.errors ?? {};
  const save = () => act.run(async () => {
    await put('/owners/{owner}/limits', { path: { owner }, body: { ...limitsOf(draft.value), onLimit: draft.value.onLimit } as never });
    toast('Saved. Other instances apply it within five minutes.');
    onSaved();
  });
  const drop = () => act.run(async () => {
    await remove('/owners/{owner}/limits', { path: { owner } });
    toast(`${owner} has no limits.`);
    onSaved();
  });
  return (
    <Panel title={`Limits of ${owner}`}>
      <form class="stack" noValidate onSubmit={event => { event.preventDefault(); void save(); }}>
        <div class="fields">
          {fields.map(([field, label]) => <Field key={field} label={label} errors={errors[field]} hint="Empty: no limit."><input inputMode="decimal" value={draft.value[field]} onInput={event => (draft.value = { ...draft.value, [field]: event.currentTarget.value })} /></Field>)}
          <Field label="At a limit" errors={errors['onLimit']}><select value={draft.value.onLimit} onChange={event => (draft.value = { ...draft.value, onLimit: event.currentTarget.value as 'reject' | 'approve' })}><option>reject</option><option>approve</option></select></Field>
        </div>
        <Failure problem={act.problem.value} />
        <div class="row"><button type="submit" class="primary" disabled={act.busy.value}>Save</button><button type="button" class="danger" disabled={act.busy.value} onClick={() => void drop()}>Remove the limits</button></div>
      </form>
    </Panel>
  );
}
