import type { ComponentChildren } from 'preact';
import type { Agent } from '../../api/types';
import { durationText } from '../../time/duration';
import { usdText } from '../../ui/number';
import { Panel } from '../../ui/Panel';
import { When } from '../../ui/When';

export function AgentFacts({ agent }: { agent: Agent }) {
  const rows: [string, ComponentChildren][] = [
    ['Owner', agent.owner],
    ['Shared with', agent.sharedWith?.join(', ') || 'nobody'],
    ['Concurrent runs', agent.maxConcurrent],
    ['Queue', agent.queueDepth],
    ['Timeout', durationText(agent.timeout)],
    ['Model', agent.model],
    ['Secret', agent.secret && <code>{agent.secret}</code>],
    ['Callbacks', agent.callbacks === null ? null : agent.callbacks ? 'yes' : 'no'],
    ['Price per million tokens', agent.priceUsdPerMillionTokensIn === null ? null : `${usdText(agent.priceUsdPerMillionTokensIn)} in, ${usdText(agent.priceUsdPerMillionTokensOut)} out`],
    ['Registered', <When at={agent.createdAt} />],
    ['Changed', <When at={agent.updatedAt} />],
  ];
  return (
    <Panel title="Settings">
      <dl class="facts">{rows.filter(([, value]) => value !== null && value !== undefined && value !== '').map(([name, value]) => <><dt>{name}</dt><dd>{value}</dd></>)}</dl>
    </Panel>
  );
}
