import type { Agent } from '../../api/types';
import { pathOf } from '../../app/paths';
import { durationText } from '../../time/duration';
import { Meter } from '../../ui/Meter';
import { countText, shareText, usdText } from '../../ui/number';
import { Status } from '../../ui/Status';
import { When } from '../../ui/When';
import { spentText } from '../overview/BudgetPanel';
import { AgentSwitch } from './AgentSwitch';
import { HealthButton } from './HealthButton';
import { QueueBar } from './QueueBar';

export function AgentRow({ agent }: { agent: Agent }) {
  const { totals } = agent;
  return (
    <tr>
      <td class="lead"><AgentSwitch agent={agent} /></td>
      <td class="name-cell"><a class="name" href={pathOf.agent(agent.name)}>{agent.name}</a><span class="under">{agent.kind} · {agent.owner}</span></td>
      <td data-label="Queue"><QueueBar agent={agent} /></td>
      <td data-label="Runs" class="num">{countText(totals.runs)}</td>
      <td data-label="Success" class="num">{shareText(totals.successRate)}</td>
      <td data-label="p95" class="num">{durationText(totals.p95Duration)}</td>
      <td data-label="Cost" class="num">{usdText(totals.costUsd)}</td>
      <td data-label="Budget">{agent.budget && <div style={{ width: '110px' }}><Meter share={agent.budget.share} label={spentText(agent)} /></div>}</td>
      <td data-label="Last run">{totals.lastStatus && <Status status={totals.lastStatus} />}{totals.lastRunAt && <span class="under"><When at={totals.lastRunAt} brief /></span>}</td>
      <td data-label="Health"><HealthButton name={agent.name} /></td>
    </tr>
  );
}
