import { get } from '../../api/client';
import { useAgents } from '../../app/agents';
import { useResource } from '../../app/resource';
import { place, setQuery } from '../../app/router';
import { Failure } from '../../ui/Failure';
import { Panel } from '../../ui/Panel';
import { countText, shareText, shortCount, usdText } from '../../ui/number';
import { Select } from '../../ui/Select';
import { Skeleton } from '../../ui/Skeleton';
import { Title } from '../../ui/Title';
import { Tile } from '../schedule/ScheduleTiles';
import { UsageChart } from './UsageChart';
import { UsageTable } from './UsageTable';

type By = 'day' | 'agent' | 'schedule' | 'owner';

/** What runs cost: by day, agent, schedule or owner. */
export function UsagePage() {
  const { query } = place.value;
  const agents = useAgents();
  const by = (query.get('by') ?? 'agent') as By;
  const asked = { from: query.get('from') ?? undefined, to: query.get('to') ?? undefined, agent: query.get('agent') ?? undefined };
  const settled = (change: { type: string }) => change.type === 'schedule_run_completed' || change.type.startsWith('run');
  const groups = useResource(JSON.stringify([by, asked]), signal => get('/usage', { query: { ...asked, by }, signal }), settled);
  const days = useResource(JSON.stringify(['days', asked]), signal => get('/usage', { query: { ...asked, by: 'day' }, signal }), settled);
  const usage = groups.data.value;
  const total = days.data.value?.total;
  return (
    <div class="stack">
      <div>
        <Title text="Usage" />
        <search class="filters">
          <label>From <input type="date" value={asked.from ?? usage?.from ?? ''} onChange={event => setQuery({ from: event.currentTarget.value })} /></label>
          <label>To <input type="date" value={asked.to ?? usage?.to ?? ''} onChange={event => setQuery({ to: event.currentTarget.value })} /></label>
          <Select label="Agent" value={asked.agent ?? ''} options={[['', 'all'], ...(agents.data.value ?? []).map(one => [one.name, one.name] as const)]} onChange={agent => setQuery({ agent })} />
          <small>Days in UTC.</small>
        </search>
        <Failure problem={groups.problem.value ?? days.problem.value} retry={groups.reload} />
      </div>
      {total && (
        <dl class="tiles">
          <Tile label="Cost" value={usdText(total.costUsd)} note={total.runs > 0 ? `${usdText(total.costUsd / total.runs)} a run` : ''} />
          <Tile label="Runs" value={countText(total.runs)} note="started and ended" />
          <Tile label="Success" value={shareText(total.succeeded + total.failed > 0 ? total.succeeded / (total.succeeded + total.failed) : null) || '–'} note={total.failed > 0 ? `${countText(total.failed)} failed` : ''} />
          <Tile label="Tokens in" value={shortCount(total.tokensIn)} note="" />
          <Tile label="Tokens out" value={shortCount(total.tokensOut)} note="" />
        </dl>
      )}
      <Panel title="Cost by day" pad={false}>{days.data.value ? <UsageChart usage={days.data.value} /> : <Skeleton lines={3} />}</Panel>
      <Panel title={`By ${by}`} pad={false} actions={(
        <div class="segments" role="group" aria-label="Group by">
          {(['agent', 'schedule', 'owner', 'day'] as const).map(word => <button key={word} type="button" aria-pressed={by === word} onClick={() => setQuery({ by: word === 'agent' ? null : word })}>{word}</button>)}
        </div>
      )}>{usage ? <UsageTable usage={usage} /> : <Skeleton lines={5} />}</Panel>
    </div>
  );
}
