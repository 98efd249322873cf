import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { get, patch, post, read } from '../../api/client';
import { Problem } from '../../api/problem';
import type { Schedule } from '../../api/types';
import { useAction } from '../../app/action';
import { useAgents } from '../../app/agents';
import { pathOf } from '../../app/paths';
import { go, to } from '../../app/router';
import { toast } from '../../app/toast';
import { unique } from '../../app/unique';
import { tell } from '../../live/live';
import { Failure } from '../../ui/Failure';
import { Field } from '../../ui/Field';
import { Panel } from '../../ui/Panel';
import { ChangedNote } from './ChangedNote';
import { DiffPanel } from './DiffPanel';
import { bodyOf, draftOf, type Draft } from './draft';
import { EnglishLine } from './EnglishLine';
import { PolicyFields } from './PolicyFields';
import { Preview } from './Preview';
import { SpecFields } from './SpecFields';
import { TaskFields } from './TaskFields';

interface Props {
  start: Draft;
  edited: { schedule: Schedule; etag: string } | null;
  run: { agent: string; runId: string } | null;
}

export function ScheduleForm({ start, edited, run }: Props) {
  const draft = useSignal(start);
  const etag = useSignal(edited?.etag ?? null);
  const theirs = useSignal<Schedule | null>(null);
  const act = useAction({ quiet: true });
  const agents = useAgents();
  const key = useRef(unique()); // a repeated click, or a retry after a lost answer, creates one schedule
  const isDirty = JSON.stringify(draft.value) !== JSON.stringify(start);
  const change = (part: Partial<Draft>): void => { draft.value = { ...draft.value, ...part }; };
  const errors = act.problem.value?.errors ?? {};
  const names = agents.data.value?.map(agent => agent.name) ?? [];
  const agent = draft.value.agent || (names.length === 1 ? names[0]! : '');
  useLeaveWarning(isDirty && !act.busy.value);

  async function save(): Promise<void> {
    const body = contextChecked(draft.value);
    if (edited) {
      const path = { agent: edited.schedule.agent, id: edited.schedule.id };
      try {
        await patch('/agents/{agent}/schedules/{id}', { path, body, ifMatch: etag.value });
      } catch (error) {
        if (error instanceof Problem && error.isChanged) theirs.value = (await get('/agents/{agent}/schedules/{id}', { path })) as Schedule;
        throw error;
      }
      tell({ agent: path.agent, schedule: path.id, run: null, type: 'scheduleChanged' });
      toast('Saved.');
      go(pathOf.schedule(path.agent, path.id));
      return;
    }
    if (!agent) throw new Problem(400, 'invalid', 'Choose an agent', 'Choose the agent that does the work.', null, { errors: { agent: ['choose the agent that does the work'] } });
    const made = (run
      ? await post('/agents/{agent}/runs/{runId}/schedule', { path: run, body: body as never })
      : await post('/agents/{agent}/schedules', { path: { agent }, body: body as never, idempotencyKey: `${key.current}-${hash(JSON.stringify(body))}` })) as Schedule;
    tell({ agent: made.agent, schedule: made.id, run: null, type: 'scheduleCreated' });
    toast('Created.');
    made.warnings?.forEach(warning => toast(warning));
    go(pathOf.schedule(made.agent, made.id));
  }

  const takeTheirs = (): void => {
    if (theirs.value) draft.value = draftOf(theirs.value, theirs.value.zone ?? draft.value.zone);
    keepMine();
  };
  const keepMine = (): void => {
    void read('/agents/{agent}/schedules/{id}', { path: { agent: edited!.schedule.agent, id: edited!.schedule.id } }).then(now => (etag.value = now.etag));
    theirs.value = null;
    act.problem.value = null;
  };

  return (
    <form class="wide-narrow" noValidate onSubmit={event => { event.preventDefault(); void act.run(save).then(done => { if (!done) focusFirstError(); }); }}>
      <div class="stack">
        {theirs.value && edited && <ChangedNote mine={draft.value} theirs={theirs.value} onTheirs={takeTheirs} onMine={keepMine} />}
        {!theirs.value && <Failure problem={act.problem.value} />}
        <Panel title="What">
          <div class="stack">
            <div class="fields">
              <Field label="Name" errors={errors['name']}><input value={draft.value.name} maxLength={100} required autoComplete="off" onInput={event => change({ name: event.currentTarget.value })} /></Field>
              <Field label="Agent" errors={errors['agent']}>
                <select value={agent} disabled={edited !== null || run !== null} onChange={event => change({ agent: event.currentTarget.value })}>
                  {!agent && <option value="">Choose …</option>}
                  {(names.includes(agent) || !agent ? names : [agent, ...names]).map(name => <option key={name}>{name}</option>)}
                </select>
              </Field>
            </div>
            <Field label="Message" errors={errors['message']} hint={<>What the agent is asked. <code>{'{{dueTime}}'}</code>, <code>{'{{schedule.name}}'}</code>, <code>{'{{previous.response}}'}</code> are filled in.</>}>
              <textarea rows={5} value={draft.value.message} maxLength={30000} onInput={event => change({ message: event.currentTarget.value })} />
            </Field>
            <div class="fields">
              <Field label="Description" errors={errors['description']} hint="For people."><input value={draft.value.description} maxLength={1000} onInput={event => change({ description: event.currentTarget.value })} /></Field>
              <Field label="Tags" errors={errors['tags']} hint="Separated by commas."><input value={draft.value.tags} onInput={event => change({ tags: event.currentTarget.value })} /></Field>
            </div>
          </div>
        </Panel>
        <Panel title="When">
          <div class="stack">
            <EnglishLine draft={draft.value} onChange={change} />
            <SpecFields draft={draft.value} onChange={change} errors={errors} />
          </div>
        </Panel>
        <PolicyFields draft={draft.value} onChange={change} errors={errors} />
        <TaskFields draft={draft.value} onChange={change} errors={errors} />
        <div class="row">
          <button type="submit" class="primary" disabled={act.busy.value}>{edited ? 'Save' : 'Create the schedule'}</button>
          <a class="button" href={edited ? pathOf.schedule(edited.schedule.agent, edited.schedule.id) : to('/schedules')}>Cancel</a>
          <label class="check"><input type="checkbox" checked={draft.value.enabled} onChange={event => change({ enabled: event.currentTarget.checked })} /> Enabled</label>
        </div>
      </div>
      <div class="stack follow">
        <Preview draft={draft.value} />
        {edited && <DiffPanel schedule={edited.schedule} draft={draft.value} isDirty={isDirty} />}
      </div>
    </form>
  );
}

/** The body, with a context that is no JSON as a problem of its field. */
function contextChecked(draft: Draft): ReturnType<typeof bodyOf> {
  try {
    return bodyOf(draft);
  } catch (error) {
    throw new Problem(400, 'invalid', 'The request has invalid fields', '', null, { errors: { context: [`is not JSON: ${(error as Error).message}`] } });
  }
}

/** A short text for an idempotency key: another body is another request. */
function hash(text: string): string {
  let sum = 0;
  for (let i = 0; i < text.length; i++) sum = (Math.imul(sum, 31) + text.charCodeAt(i)) | 0;
  return (sum >>> 0).toString(36);
}

function focusFirstError(): void {
  requestAnimationFrame(() => {
    const field = document.querySelector<HTMLElement>('form [aria-invalid="true"]');
    const folded = field?.closest('details');
    if (folded) folded.open = true;
    field?.focus();
  });
}

/** The browser asks before a tab with unsaved input is closed. */
function useLeaveWarning(isOn: boolean): void {
  useEffect(() => {
    if (!isOn) return;
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
    addEventListener('beforeunload', warn);
    return () => removeEventListener('beforeunload', warn);
  }, [isOn]);
}
