import type { Agent } from '../../api/types';
import { Meter } from '../../ui/Meter';
import { shortCount, usdText } from '../../ui/number';
import { Panel } from '../../ui/Panel';

/** Limits of an agent or owner, and what is spent under them. */
export function LimitsPanel({ agent }: { agent: Pick<Agent, 'limits' | 'budget' | 'onLimit'> }) {
  const { limits, budget } = agent;
  const rows = limits && budget ? ([
    ['Today', budget.dayUsd, limits.dayUsd, usdText], ['This month', budget.monthUsd, limits.monthUsd, usdText],
    ['Tokens today', budget.dayTokens, limits.dayTokens, shortCount], ['Tokens this month', budget.monthTokens, limits.monthTokens, shortCount],
  ] as const).filter(([, , limit]) => limit !== null && limit !== undefined) : [];
  return (
    <Panel title="Limits">
      {rows.length === 0 && <p class="soft">None. Its runs may cost any amount.</p>}
      <div class="stack-s">
        {rows.map(([label, spent, limit, text]) => (
          <div key={label}>
            <div class="row"><span class="grow">{label}</span><span>{text(spent)} of {text(limit)}</span></div>
            <Meter share={limit! > 0 ? spent / limit! : 1} label={`${label}: ${text(spent)} of ${text(limit)}`} />
          </div>
        ))}
        {budget?.warning && <p class="note warn">{budget.warning}</p>}
        {rows.length > 0 && <small>{agent.onLimit === 'approve' ? 'At a limit, runs wait for approval.' : 'At a limit, runs are rejected.'}</small>}
      </div>
    </Panel>
  );
}
