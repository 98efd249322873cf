import { get } from '../../api/client';
import { useResource } from '../../app/resource';
import { Icon } from '../../ui/Icon';
import type { PartProps } from './SpecFields';

/** Schedules that run after this one. */
export function ChainFields({ draft, onChange, errors }: PartProps) {
  const all = useResource('schedules for chains', async signal => (await get('/schedules', { query: { limit: 200 }, signal })).items, () => false);
  const set = (index: number, part: Partial<Link>): void => onChange({ chain: draft.chain.map((link, i) => (i === index ? { ...link, ...part } : link)) });
  const chainErrors = Object.entries(errors).filter(([field]) => field.startsWith('chain')).flatMap(([, texts]) => texts);
  return (
    <fieldset class="stack-s">
      <legend>Then run</legend>
      {draft.chain.map((link, i) => (
        <div key={i} class="row">
          <select aria-label="When it" value={link.on} onChange={event => set(i, { on: event.currentTarget.value as Link['on'] })}>
            <option value="succeeded">after success</option><option value="failed">after a failure</option><option value="finished">after either</option>
          </select>
          <select class="grow" aria-label="Schedule" value={`${link.agent}/${link.schedule}`} onChange={event => { const [agent, schedule] = event.currentTarget.value.split('/'); set(i, { agent: agent!, schedule: schedule! }); }}>
            {!all.data.value?.some(one => one.id === link.schedule) && <option value={`${link.agent}/${link.schedule}`}>{link.schedule || 'Choose …'}</option>}
            {all.data.value?.map(one => <option key={one.id} value={`${one.agent}/${one.id}`}>{one.name} ({one.agent})</option>)}
          </select>
          <button type="button" class="plain" aria-label="Remove from the chain" onClick={() => onChange({ chain: draft.chain.filter((_, other) => other !== i) })}><Icon name="cross" /></button>
        </div>
      ))}
      {chainErrors.length > 0 && <p class="error" role="alert">{chainErrors.join('; ')}</p>}
      {draft.chain.length < 10 && <div><button type="button" onClick={() => onChange({ chain: [...draft.chain, { on: 'succeeded', agent: draft.agent, schedule: '' }] })}><Icon name="plus" />Add a schedule</button></div>}
    </fieldset>
  );
}

type Link = PartProps['draft']['chain'][number];
