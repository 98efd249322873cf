import { useComputed, useSignal, type Signal } from '@preact/signals';
import { get } from '../../api/client';
import type { RunEntry, RunStatus, RunTrigger } from '../../api/types';
import { usePages } from '../../app/pages';
import { useReadAt } from '../../app/readAt';
import { place, to } from '../../app/router';
import { Empty } from '../../ui/Empty';
import { Failure } from '../../ui/Failure';
import { More } from '../../ui/More';
import { Skeleton } from '../../ui/Skeleton';
import { StaleNote } from '../../ui/StaleNote';
import { Title } from '../../ui/Title';
import { MatchingActions } from './MatchingActions';
import { RunBulkBar } from './RunBulkBar';
import { RunFilters } from './RunFilters';
import { RunTable } from './RunTable';

/** Runs of all agents, of one, or of a schedule. All filters stand in the address. */
export function RunsPage() {
  const { query } = place.value;
  const selected = useSignal<ReadonlyMap<string, RunEntry>>(new Map());
  const agent = query.get('agent');
  const words = <T extends string>(name: string) => (query.get(name)?.split(',') as T[] | undefined) ?? undefined;
  const filters = {
    status: words<RunStatus>('status'),
    trigger: words<RunTrigger>('trigger'),
    from: query.get('from') ?? undefined,
    to: query.get('to') ?? undefined,
    schedule: query.get('schedule') ?? undefined,
    text: query.get('text') ?? undefined,
  };
  const isFiltered = agent !== null || Object.values(filters).some(value => value !== undefined);
  const list = usePages(JSON.stringify([agent, filters]), async (continuation, limit, signal) => {
    const asked = { ...filters, limit, continuation: continuation ?? undefined };
    const page = agent ? await get('/agents/{agent}/runs', { path: { agent }, query: asked, signal }) : await get('/runs', { query: asked, signal });
    return page as { items: RunEntry[]; continuation: string | null };
  });
  const items = list.items.value;
  useReadAt((items ?? []).slice(0, 200).map(run => (run.status === 'queued' ? run.dueTime : null)), items, list.reload);
  const lead = {
    head: <span class="visually-hidden">Select</span>,
    cell: (run: RunEntry) => <RunBox run={run} selected={selected} />,
  };
  return (
    <>
      <Title text="Runs">{isFiltered && <MatchingActions target={{ filter: { ...filters, agent } }} />}</Title>
      <RunFilters query={query} />
      <Failure problem={list.problem.value} retry={list.reload} />
      <StaleNote list={list} />
      {items === null && !list.problem.value && <div class="panel"><Skeleton lines={12} /></div>}
      {items && (
        <div class="panel">
          {items.length > 0
            ? <RunTable runs={items} lead={lead} />
            : (
              <Empty title={query.size > 0 ? 'No run matches these filters' : 'Nothing has run yet'}>
                {query.size > 0 ? <a class="button" href={to('/runs')}>Show all</a> : <p>Each occurrence of a schedule and each request becomes one run, with a status and a reason.</p>}
              </Empty>
            )}
          <More has={list.next.value !== null} busy={list.busy.value} onMore={list.more} />
        </div>
      )}
      <RunBulkBar selected={selected} />
    </>
  );
}

function RunBox({ run, selected }: { run: RunEntry; selected: Signal<ReadonlyMap<string, RunEntry>> }) {
  const isSelected = useComputed(() => selected.value.has(run.runId)).value;
  return (
    <input type="checkbox" aria-label={`Select the run ${run.runId}`} checked={isSelected} onChange={event => {
      const next = new Map(selected.peek());
      if (event.currentTarget.checked) next.set(run.runId, run);
      else next.delete(run.runId);
      selected.value = next;
    }} />
  );
}
