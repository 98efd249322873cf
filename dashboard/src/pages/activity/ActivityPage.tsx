import { get } from '../../api/client';
import type { Activity, ActivityType } from '../../api/types';
import { useAgents } from '../../app/agents';
import { usePages } from '../../app/pages';
import { place, setQuery, to } from '../../app/router';
import { Empty } from '../../ui/Empty';
import { Failure } from '../../ui/Failure';
import { More } from '../../ui/More';
import { Select } from '../../ui/Select';
import { Skeleton } from '../../ui/Skeleton';
import { StaleNote } from '../../ui/StaleNote';
import { Title } from '../../ui/Title';
import { ActivityItem } from './ActivityItem';
import { groups, type Group } from './kinds';

/** Who did what: the feed, live. */
export function ActivityPage() {
  const { query } = place.value;
  const agents = useAgents();
  const agent = query.get('agent');
  const group = (query.get('what') ?? '') as Group | '';
  const type = (group ? [...groups[group].types] : undefined) as ActivityType[] | undefined;
  const list = usePages(JSON.stringify([agent, group]), async (continuation, limit, signal) => {
    const asked = { type, limit, continuation: continuation ?? undefined };
    const page = agent ? await get('/agents/{agent}/activities', { path: { agent }, query: asked, signal }) : await get('/activities/timeline', { query: asked, signal });
    return page as { items: Activity[]; continuation: string | null };
  });
  const items = list.items.value;
  return (
    <>
      <Title text="Activity" />
      <search class="filters">
        <Select label="What" value={group} options={[['', 'everything'], ...Object.entries(groups).map(([name, { word }]) => [name, word] as const)]} onChange={what => setQuery({ what })} />
        <Select label="Agent" value={agent ?? ''} options={[['', 'all'], ...(agents.data.value ?? []).map(one => [one.name, one.name] as const)]} onChange={name => setQuery({ agent: name })} />
      </search>
      <Failure problem={list.problem.value} retry={list.reload} />
      <StaleNote list={list} />
      {items === null && !list.problem.value && <div class="panel"><Skeleton lines={10} /></div>}
      {items && (
        <div class="panel">
          {items.length === 0 && <Empty title={query.size > 0 ? 'Nothing matches these filters' : 'Nothing has happened yet'}>{query.size > 0 ? <a class="button" href={to('/activity')}>Show everything</a> : <p>Changes of agents and schedules, and all runs, appear here as they happen.</p>}</Empty>}
          <ul class="feed">{items.map(entry => <ActivityItem key={`${entry.agent}/${entry.id}`} entry={entry} />)}</ul>
          <More has={list.next.value !== null} busy={list.busy.value} onMore={list.more} />
        </div>
      )}
    </>
  );
}
