import { setQuery } from '../../app/router';
import { Icon } from '../../ui/Icon';
import { SearchBox } from '../../ui/SearchBox';
import { Select } from '../../ui/Select';

export function ScheduleFilters({ agents, query }: { agents: readonly string[]; query: URLSearchParams }) {
  const state = query.get('deleted') === 'true' ? 'deleted' : (query.get('enabled') ?? '');
  const tag = query.get('tag');
  return (
    <search class="filters">
      <SearchBox label="Name, description or message" value={query.get('text') ?? ''} onSearch={text => setQuery({ text })} />
      <Select label="Agent" value={query.get('agent') ?? ''} options={[['', 'all'], ...agents.map(name => [name, name] as const)]} onChange={agent => setQuery({ agent })} />
      <Select label="State" value={state} options={[['', 'all'], ['true', 'enabled'], ['false', 'disabled'], ['deleted', 'deleted']]}
        onChange={value => setQuery(value === 'deleted' ? { enabled: null, deleted: 'true' } : { enabled: value, deleted: null })} />
      {tag && <button type="button" title="Remove this filter" onClick={() => setQuery({ tag: null })}>tag: {tag}<Icon name="cross" /></button>}
    </search>
  );
}
