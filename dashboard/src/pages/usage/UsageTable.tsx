import type { Answer } from '../../api/types';
import { pathOf } from '../../app/paths';
import { to } from '../../app/router';
import { Empty } from '../../ui/Empty';
import { countText, shortCount, usdText } from '../../ui/number';

type Usage = Answer<'/usage', 'get'>;
type Item = Usage['items'][number];

export function UsageTable({ usage }: { usage: Usage }) {
  const items = [...usage.items].sort((a, b) => (usage.by === 'day' ? (b.day ?? '').localeCompare(a.day ?? '') : b.costUsd - a.costUsd));
  if (items.length === 0) return <Empty title="No runs ended in this time" />;
  const most = Math.max(...items.map(item => item.costUsd), 1e-9);
  return (
    <div class="scroll">
      <table class="table cards">
        <caption class="visually-hidden">Usage by {usage.by}</caption>
        <thead><tr><th>{usage.by}</th><th class="num">Cost</th><th aria-hidden="true" /><th class="num">Runs</th><th class="num">Failed</th><th class="num">Tokens in</th><th class="num">Tokens out</th></tr></thead>
        <tbody>
          {items.map((item, i) => (
            <tr key={i}>
              <td class="name-cell">{nameOf(item)}</td>
              <td class="num" data-label="Cost">{usdText(item.costUsd)}</td>
              <td class="share" aria-hidden="true"><i style={{ width: `${(item.costUsd / most) * 100}%` }} /></td>
              <td class="num" data-label="Runs">{countText(item.runs)}</td>
              <td class="num" data-label="Failed">{item.failed > 0 ? countText(item.failed) : null}</td>
              <td class="num" data-label="Tokens in">{shortCount(item.tokensIn)}</td>
              <td class="num" data-label="Tokens out">{shortCount(item.tokensOut)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function nameOf(item: Item) {
  if (item.scheduleId) return <a class="name" href={pathOf.schedule(item.agent ?? '', item.scheduleId)}>{item.scheduleName ?? item.scheduleId}</a>;
  if (item.agent) return <a class="name" href={pathOf.agent(item.agent)}>{item.agent}</a>;
  if (item.day) return <a class="name" href={to('/runs', { from: `${item.day}T00:00:00Z`, to: new Date(Date.parse(`${item.day}T00:00:00Z`) + 86_400_000).toISOString().replace('.000', '') })}>{item.day}</a>;
  return <span class="name">{item.owner}</span>;
}
