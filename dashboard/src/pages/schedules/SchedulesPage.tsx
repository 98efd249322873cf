import { useSignal } from '@preact/signals';
import { get } from '../../api/client';
import type { Schedule } from '../../api/types';
import { useAgents } from '../../app/agents';
import { usePages } from '../../app/pages';
import { pathOf } from '../../app/paths';
import { useReadAt } from '../../app/readAt';
import { place, setQuery } from '../../app/router';
import { Failure } from '../../ui/Failure';
import { Icon } from '../../ui/Icon';
import { StaleNote } from '../../ui/StaleNote';
import { Title } from '../../ui/Title';
import { BulkBar } from './BulkBar';
import { ExportButton } from './ExportButton';
import { ImportDialog } from './ImportDialog';
import { ScheduleFilters } from './ScheduleFilters';
import { ScheduleTable } from './ScheduleTable';

/** The list of schedules of all agents. */
export function SchedulesPage() {
  const { query } = place.value;
  const importing = useSignal(false);
  const selected = useSignal<ReadonlyMap<string, Schedule>>(new Map());
  const agents = useAgents();
  const filters = {
    agent: query.get('agent') ?? undefined,
    enabled: (query.get('enabled') ?? undefined) as 'true' | 'false' | undefined,
    tag: query.get('tag') ?? undefined,
    text: query.get('text') ?? undefined,
    sort: (query.get('sort') ?? 'nextDueTime') as 'name' | 'nextDueTime',
    deleted: (query.get('deleted') ?? undefined) as 'true' | 'false' | undefined,
  };
  const list = usePages(JSON.stringify(filters), async (continuation, limit, signal) =>
    (await get('/schedules', { query: { ...filters, limit, continuation: continuation ?? undefined }, signal })) as { items: Schedule[]; continuation: string | null });
  const items = list.items.value;
  useReadAt((items ?? []).map(schedule => schedule.nextDueTime), items, list.reload);
  const isFiltered = ['agent', 'enabled', 'tag', 'text', 'deleted'].some(name => query.has(name));
  return (
    <>
      <Title text="Schedules">
        <ExportButton agent={filters.agent} tag={filters.tag} />
        <button type="button" onClick={() => (importing.value = true)}>Import</button>
        <a class="button primary" href={pathOf.newSchedule({ agent: filters.agent ?? null })}><Icon name="plus" />New schedule</a>
      </Title>
      <ScheduleFilters agents={agents.data.value?.map(agent => agent.name) ?? []} query={query} />
      <Failure problem={list.problem.value} retry={list.reload} />
      <StaleNote list={list} />
      <ScheduleTable list={list} selected={selected} sort={filters.sort} isFiltered={isFiltered} isDeleted={filters.deleted === 'true'} hasAgent={(agents.data.value?.length ?? 1) > 0}
        onSort={sort => setQuery({ sort: sort === 'nextDueTime' ? null : sort })} />
      <BulkBar selected={selected} />
      {importing.value && <ImportDialog agents={agents.data.value?.map(agent => agent.name) ?? []} onClose={() => (importing.value = false)} />}
    </>
  );
}
