import type { Agent } from '../../api/types';
import { pathOf } from '../../app/paths';
import { Meter } from '../../ui/Meter';
import { shareText, shortCount, usdText } from '../../ui/number';
import { Panel } from '../../ui/Panel';

/** Spending of agents that have limits, the nearest to its limit first. */
export function BudgetPanel({ agents }: { agents: Agent[] | null }) {
  const limited = agents?.filter(agent => agent.budget).sort((a, b) => b.budget!.share - a.budget!.share) ?? [];
  if (limited.length === 0) return null;
  return (
    <Panel title="Spending against limits" pad={false}>
      <ul class="rows">
        {limited.slice(0, 8).map(agent => (
          <li key={agent.name}>
            <a class="name grow cut" href={pathOf.agent(agent.name)}>{agent.name}</a>
            <span class="soft">{spentText(agent)}</span>
            <span style={{ width: '120px', alignSelf: 'center' }}><Meter share={agent.budget!.share} label={`${agent.name}: ${shareText(agent.budget!.share)} of the nearest limit`} /></span>
            <span class="num" style={{ width: '44px' }}>{shareText(agent.budget!.share)}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** `$4.20 of $5 today, $61 of $80 this month`. */
export function spentText({ budget, limits }: Pick<Agent, 'budget' | 'limits'>): string {
  if (!budget || !limits) return '';
  const parts: string[] = [];
  if (limits.dayUsd != null) parts.push(`${usdText(budget.dayUsd)} of ${usdText(limits.dayUsd)} today`);
  if (limits.monthUsd != null) parts.push(`${usdText(budget.monthUsd)} of ${usdText(limits.monthUsd)} this month`);
  if (limits.dayTokens != null) parts.push(`${shortCount(budget.dayTokens)} of ${shortCount(limits.dayTokens)} tokens today`);
  if (limits.monthTokens != null) parts.push(`${shortCount(budget.monthTokens)} of ${shortCount(limits.monthTokens)} tokens this month`);
  return parts.join(', ');
}
