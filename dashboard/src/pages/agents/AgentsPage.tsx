import { get } from '../../api/client';
import type { Agent } from '../../api/types';
import { usePages } from '../../app/pages';
import { to } from '../../app/router';
import { Empty } from '../../ui/Empty';
import { Failure } from '../../ui/Failure';
import { Icon } from '../../ui/Icon';
import { More } from '../../ui/More';
import { Skeleton } from '../../ui/Skeleton';
import { Title } from '../../ui/Title';
import { AgentRow } from './AgentRow';

/** The agents that the caller may use. */
export function AgentsPage() {
  const list = usePages('agents', async (continuation, limit, signal) =>
    (await get('/agents', { query: { limit, continuation: continuation ?? undefined }, signal })) as { items: Agent[]; continuation: string | null });
  const items = list.items.value;
  return (
    <>
      <Title text="Agents"><a class="button primary" href={to('/agents/new')}><Icon name="plus" />Register an agent</a></Title>
      <Failure problem={list.problem.value} retry={list.reload} />
      {items === null && !list.problem.value && <div class="panel"><Skeleton /></div>}
      {items?.length === 0 && (
        <div class="panel">
          <Empty title="No agents yet">
            <p>An agent is a service that does work over HTTP: it takes a message and answers. Register its URL, then schedule it. The quick start brings a demo agent.</p>
            <a class="button primary" href={to('/agents/new')}>Register the first agent</a>
          </Empty>
        </div>
      )}
      {items && items.length > 0 && (
        <div class="panel">
          <div class="scroll">
            <table class="table cards">
              <caption class="visually-hidden">Agents</caption>
              <thead><tr><th>On</th><th>Name</th><th>Queue</th><th class="num">Runs</th><th class="num">Success</th><th class="num">p95</th><th class="num">Cost</th><th>Budget</th><th>Last run</th><th>Health</th></tr></thead>
              <tbody>{items.map(agent => <AgentRow key={agent.name} agent={agent} />)}</tbody>
            </table>
          </div>
          <More has={list.next.value !== null} busy={list.busy.value} onMore={list.more} />
        </div>
      )}
    </>
  );
}
