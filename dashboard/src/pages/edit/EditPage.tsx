import { useEffect, useMemo } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { get, read } from '../../api/client';
import type { Run, Schedule } from '../../api/types';
import { pathOf } from '../../app/paths';
import { useResource } from '../../app/resource';
import { place, to } from '../../app/router';
import { myZone, zoneOf } from '../../time/instant';
import { Failure } from '../../ui/Failure';
import { Skeleton } from '../../ui/Skeleton';
import { Title } from '../../ui/Title';
import { draftOf, emptyDraft, type Draft } from './draft';
import { ScheduleForm } from './ScheduleForm';

interface Start {
  draft: Draft;
  /** The schedule that is edited, as it was read. */
  edited: { schedule: Schedule; etag: string } | null;
  /** The run that a new schedule repeats. */
  run: { agent: string; runId: string } | null;
}

/** A new schedule: empty, a copy of another one, or from a run. */
export function NewSchedulePage() {
  const { query } = place.value;
  return <Editor start={signal => startOf(query, signal)} />;
}

/** A change of a schedule. */
export function EditSchedulePage({ agent, id }: { agent: string; id: string }) {
  return <Editor start={signal => editOf(agent, id, signal)} />;
}

function Editor({ start }: { start: (signal: AbortSignal) => Promise<Start> }) {
  const first = useMemo(() => start, []);
  const resource = useResource('start', first, () => false);
  const begun = useSignal<Start | null>(null);
  useEffect(() => {
    if (resource.data.value && !begun.value) begun.value = resource.data.value; // what is typed is never replaced by a later answer
  }, [resource.data.value]);
  const at = begun.value;
  const name = at?.edited ? `Edit ${at.edited.schedule.name}` : 'New schedule';
  const crumbs = at?.edited
    ? <><a href={to('/schedules')}>Schedules</a> / <a href={pathOf.schedule(at.edited.schedule.agent, at.edited.schedule.id)}>{at.edited.schedule.name}</a></>
    : <a href={to('/schedules')}>Schedules</a>;
  return (
    <>
      <Title text={name} crumbs={crumbs} />
      {!at && (resource.problem.value ? <Failure problem={resource.problem.value} retry={resource.reload} /> : <div class="panel"><Skeleton lines={10} /></div>)}
      {at && <ScheduleForm start={at.draft} edited={at.edited} run={at.run} />}
    </>
  );
}

async function editOf(agent: string, id: string, signal: AbortSignal): Promise<Start> {
  const { data, etag } = await read('/agents/{agent}/schedules/{id}', { path: { agent, id }, signal });
  const schedule = data as Schedule;
  return { draft: draftOf(schedule, zoneOf(schedule.zone)), edited: { schedule, etag: etag ?? `"${schedule.version}"` }, run: null };
}

async function startOf(query: URLSearchParams, signal: AbortSignal): Promise<Start> {
  const empty = { ...emptyDraft(myZone), agent: query.get('agent') ?? '' };
  const [agent, id] = (query.get('copy') ?? query.get('run') ?? '').split('/');
  if (!agent || !id) return { draft: empty, edited: null, run: null };
  if (query.has('copy')) {
    const schedule = (await get('/agents/{agent}/schedules/{id}', { path: { agent, id }, signal })) as Schedule;
    return { draft: { ...draftOf(schedule, myZone), name: `${schedule.name} (copy)` }, edited: null, run: null };
  }
  const run = (await get('/agents/{agent}/runs/{runId}', { path: { agent, runId: id }, signal })) as Run;
  const draft = {
    ...empty, agent, message: run.message ?? '', model: run.model ?? '', allowedTools: run.allowedTools.join(', '), systemPrompt: run.systemPrompt ?? '',
    maxTurns: run.maxTurns === null ? '' : String(run.maxTurns), context: run.context ? JSON.stringify(run.context, null, 2) : '',
  };
  return { draft, edited: null, run: { agent, runId: id } };
}
