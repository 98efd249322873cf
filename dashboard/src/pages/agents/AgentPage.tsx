import { get } from '../../api/client';
import { session } from '../../api/session';
import type { Agent, RunEntry } from '../../api/types';
import { pathOf } from '../../app/paths';
import { useResource } from '../../app/resource';
import { to } from '../../app/router';
import type { Change } from '../../live/live';
import { durationText } from '../../time/duration';
import { Failure } from '../../ui/Failure';
import { Icon } from '../../ui/Icon';
import { countText, shareText, shortCount, usdText } from '../../ui/number';
import { Panel } from '../../ui/Panel';
import { Skeleton } from '../../ui/Skeleton';
import { Title } from '../../ui/Title';
import { OpenRuns } from '../overview/OpenRuns';
import { RunTable } from '../runs/RunTable';
import { Tile } from '../schedule/ScheduleTiles';
import { AgentActions } from './AgentActions';
import { AgentFacts } from './AgentFacts';
import { HealthButton } from './HealthButton';
import { LimitsPanel } from './LimitsPanel';
import { QueueBar } from './QueueBar';
import { TalkPanel } from './TalkPanel';
import { WebhooksPanel } from './WebhooksPanel';

/** Everything about one agent. */
export function AgentPage({ agent: name }: { agent: string }) {
  const about = (change: Change) => change.agent === name || change.agent === null;
  const read = useResource(`agent ${name}`, async signal => (await get('/agents/{agent}', { path: { agent: name }, signal })) as Agent, about);
  const open = useResource(`open of ${name}`, async signal => (await get('/agents/{agent}/runs', { path: { agent: name }, query: { status: ['running', 'waiting'], limit: 50 }, signal })).items as RunEntry[], about);
  const latest = useResource(`runs of ${name}`, async signal => (await get('/agents/{agent}/runs', { path: { agent: name }, query: { limit: 15 }, signal })).items as RunEntry[], about);
  const agent = read.data.value;
  const crumbs = <a href={to('/agents')}>Agents</a>;
  if (!agent) return <><Title text={name} crumbs={crumbs} />{read.problem.value ? <Failure problem={read.problem.value} retry={read.reload} /> : <div class="panel"><Skeleton lines={10} /></div>}</>;
  const { totals } = agent;
  const mayChange = session.isAdmin || session.me.value?.name === agent.owner;
  return (
    <div class="stack">
      <div>
        <Title text={agent.name} crumbs={crumbs} under={<p class="soft">{agent.kind} · <code>{agent.url}</code></p>}>
          <HealthButton name={agent.name} />
          <a class="button" href={pathOf.newSchedule({ agent: agent.name })}><Icon name="plus" />Schedule</a>
          {mayChange && <AgentActions agent={agent} />}
        </Title>
        {!agent.enabled && <p class="note warn"><strong>Disabled.</strong> None of its runs starts.</p>}
      </div>
      <dl class="tiles">
        <div class="tile"><dt>Now</dt><dd><QueueBar agent={agent} /></dd></div>
        <Tile label="Runs" value={countText(totals.runs)} note="" />
        <Tile label="Success" value={shareText(totals.successRate) || '–'} note={totals.failed > 0 ? `${countText(totals.failed)} failed` : ''} />
        <Tile label="Takes on average" value={durationText(totals.averageDuration) || '–'} note={totals.p95Duration ? `p95 ${durationText(totals.p95Duration)}` : ''} />
        <Tile label="Cost" value={usdText(totals.costUsd)} note="" />
        <Tile label="Tokens in, out" value={`${shortCount(totals.tokensIn)}, ${shortCount(totals.tokensOut)}`} note="" />
      </dl>
      <Panel title="Queue now" pad={false}>{open.data.value ? <OpenRuns runs={open.data.value} /> : <Skeleton lines={2} />}</Panel>
      <Panel title="Latest runs" pad={false} actions={<><a href={to('/schedules', { agent: agent.name })}>Schedules</a><a href={to('/runs', { agent: agent.name })}>All runs</a><a href={to('/activity', { agent: agent.name })}>Activity</a></>}>
        {!latest.data.value && <Skeleton lines={4} />}
        {latest.data.value?.length === 0 && <p class="body soft">It has not run yet.</p>}
        {latest.data.value && latest.data.value.length > 0 && <RunTable runs={latest.data.value} />}
      </Panel>
      <div class="wide-narrow">
        <div class="stack">
          {agent.kind === 'trinity' && <TalkPanel name={agent.name} />}
          {mayChange && <WebhooksPanel name={agent.name} />}
        </div>
        <div class="stack">
          <LimitsPanel agent={agent} />
          <AgentFacts agent={agent} />
        </div>
      </div>
    </div>
  );
}
