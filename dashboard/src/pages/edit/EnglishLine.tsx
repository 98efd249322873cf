import { useSignal } from '@preact/signals';
import { post } from '../../api/client';
import { useAction } from '../../app/action';
import { withSpec, type Draft } from './draft';

const examples = ['every weekday at 9am', 'every 4 hours', 'first monday of the month at noon', 'tomorrow at 17:00'];

/** One line of plain English that fills the form, or says what it did not understand. */
export function EnglishLine({ draft, onChange }: { draft: Draft; onChange: (part: Partial<Draft>) => void }) {
  const text = useSignal('');
  const said = useSignal<string | null>(null);
  const act = useAction({ quiet: true });
  const read = (words: string) => act.run(async () => {
    said.value = null;
    const meaning = await post('/cron/parse', { body: { text: words, zone: draft.zone || null } });
    onChange(withSpec(draft, meaning.spec));
    said.value = [meaning.human, meaning.zoneReason ? `zone: ${meaning.zoneReason}` : '', ...meaning.warnings].filter(Boolean).join('; ');
  });
  const problem = act.problem.value;
  return (
    <div class="stack-s">
      <div class="field">
        <label for="english">In plain English</label>
        <div class="row english">
          <input id="english" class="grow" value={text.value} maxLength={500} autoComplete="off" placeholder="every weekday at 9am" aria-invalid={problem ? true : undefined} aria-describedby="english-said"
            onInput={event => (text.value = event.currentTarget.value)}
            onKeyDown={event => { if (event.key === 'Enter') { event.preventDefault(); if (text.value.trim()) void read(text.value); } }} />
          <button type="button" disabled={act.busy.value || text.value.trim() === ''} onClick={() => void read(text.value)}>Fill in</button>
        </div>
        <p id="english-said" role="status" class={problem ? 'error' : 'hint'}>{problem ? Object.values(problem.errors).flat().join('; ') || problem.message : (said.value ?? 'It fills in the fields below.')}</p>
      </div>
      <div class="chips" role="group" aria-label="Examples">
        {examples.map(example => <button key={example} type="button" onClick={() => { text.value = example; void read(example); }}>{example}</button>)}
      </div>
    </div>
  );
}
