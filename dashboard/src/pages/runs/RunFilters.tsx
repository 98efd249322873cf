import { useAgents } from '../../app/agents';
import { setQuery } from '../../app/router';
import { myZone } from '../../time/instant';
import { instantOf, localInput } from '../../time/local';
import { Icon } from '../../ui/Icon';
import { SearchBox } from '../../ui/SearchBox';
import { Select } from '../../ui/Select';
import { looks, statuses } from '../../ui/status';
import { triggerWords } from './RunRow';

/** Every filter of the API, in the address. */
export function RunFilters({ query }: { query: URLSearchParams }) {
  const agents = useAgents();
  const chosen = new Set(query.get('status')?.split(',') ?? []);
  const toggle = (status: string): void => {
    if (!chosen.delete(status)) chosen.add(status);
    setQuery({ status: [...chosen].join(',') });
  };
  return (
    <search class="filters">
      <SearchBox label="Name, message, response or reason" value={query.get('text') ?? ''} onSearch={text => setQuery({ text })} />
      <Select label="Agent" value={query.get('agent') ?? ''} options={[['', 'all'], ...(agents.data.value ?? []).map(agent => [agent.name, agent.name] as const)]} onChange={agent => setQuery({ agent })} />
      <Select label="Trigger" value={query.get('trigger') ?? ''} options={[['', 'all'], ...Object.entries(triggerWords)]} onChange={trigger => setQuery({ trigger })} />
      <Day label="From" name="from" query={query} />
      <Day label="To" name="to" query={query} />
      {query.get('schedule') && <button type="button" title="Remove this filter" onClick={() => setQuery({ schedule: null, name: null })}>schedule: {query.get('name') ?? query.get('schedule')}<Icon name="cross" /></button>}
      <div class="chips" role="group" aria-label="Status">
        {statuses.map(status => (
          <button key={status} type="button" aria-pressed={chosen.has(status)} onClick={() => toggle(status)}>
            <span class={`status tone-${looks[status].tone}`}><Icon name={looks[status].icon} /></span>{looks[status].word}
          </button>
        ))}
      </div>
    </search>
  );
}

/** An instant of the range, by its local time in my zone. */
function Day({ label, name, query }: { label: string; name: 'from' | 'to'; query: URLSearchParams }) {
  const value = query.get(name);
  const at = value && !Number.isNaN(Date.parse(value)) ? localInput(new Date(value), myZone).slice(0, 16) : '';
  return (
    <label title={`In ${myZone}`}>
      {label}
      <input type="datetime-local" value={at} onChange={event => setQuery({ [name]: instantOf(event.currentTarget.value, myZone)?.toISOString().replace('.000', '') ?? null })} />
    </label>
  );
}
