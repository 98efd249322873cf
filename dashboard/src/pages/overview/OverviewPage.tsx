import { get } from '../../api/client';
import { session } from '../../api/session';
import type { Overview } from '../../api/types';
import { useAgents } from '../../app/agents';
import { pathOf } from '../../app/paths';
import { useReadAt } from '../../app/readAt';
import { useResource } from '../../app/resource';
import { to } from '../../app/router';
import { Empty } from '../../ui/Empty';
import { Failure } from '../../ui/Failure';
import { Panel } from '../../ui/Panel';
import { Skeleton } from '../../ui/Skeleton';
import { Title } from '../../ui/Title';
import { BudgetPanel } from './BudgetPanel';
import { CommandBar } from './CommandBar';
import { DayLine } from './DayLine';
import { FailingPanel } from './FailingPanel';
import { NextPanel } from './NextPanel';
import { OpenRuns } from './OpenRuns';
import { OverviewTiles } from './OverviewTiles';
import { TickTile } from './TickTile';

/** What needs attention, what runs, what comes. */
export function OverviewPage() {
  const agents = useAgents();
  const read = useResource('overview', async signal => (await get('/overview', { signal })) as Overview);
  const overview = read.data.value;
  useReadAt([overview?.next[0]?.nextDueTime ?? null], overview, read.reload);
  if (agents.data.value?.length === 0) return <><Title text="Overview" /><div class="panel"><Welcome /></div></>;
  return (
    <div class="stack">
      <div><Title text="Overview" /><CommandBar agents={agents.data.value?.map(agent => agent.name) ?? []} /></div>
      <Failure problem={read.problem.value} retry={read.reload} />
      <dl class="tiles">
        <OverviewTiles overview={overview} />
        {session.isOperator && <TickTile />}
      </dl>
      <DayLine overview={overview} />
      <div class="columns">
        <FailingPanel schedules={overview?.failing ?? null} />
        <NextPanel schedules={overview?.next ?? null} />
      </div>
      <Panel title="Running and waiting" pad={false} actions={<a href={to('/runs', { status: 'running,waiting' })}>All</a>}>{overview ? <OpenRuns runs={overview.open} /> : <Skeleton lines={3} />}</Panel>
      <BudgetPanel agents={agents.data.value} />
    </div>
  );
}

function Welcome() {
  return (
    <Empty title="Welcome to AgentSched">
      <p>Register the first agent: a service that does work over HTTP. Then create a schedule that says what it does and when. Each occurrence becomes one run, with a status and a reason.</p>
      <div class="row"><a class="button primary" href={to('/agents/new')}>Register an agent</a><a class="button" href={pathOf.newSchedule()}>Create a schedule</a></div>
      <p>The quick start (<code>dotnet run --project local/Quickstart</code>) brings a demo agent.</p>
    </Empty>
  );
}
