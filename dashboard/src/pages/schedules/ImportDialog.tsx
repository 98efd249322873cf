import { useSignal } from '@preact/signals';
import { addressOf, request } from '../../api/client';
import type { Answer } from '../../api/types';
import { useAction } from '../../app/action';
import { toast } from '../../app/toast';
import { tell } from '../../live/live';
import { myZone } from '../../time/instant';
import { Dialog } from '../../ui/Dialog';
import { Failure } from '../../ui/Failure';
import { Field } from '../../ui/Field';
import { plural } from '../../ui/number';

type Outcome = Answer<'/schedules/import', 'post'>;
type Format = 'yaml' | 'json' | 'crontab';

const types = { yaml: 'application/yaml', json: 'application/json', crontab: 'text/plain' } as const;

/** Imports schedules: first a dry run that shows the outcome of each, then the same for good. */
export function ImportDialog({ agents, onClose }: { agents: readonly string[]; onClose: () => void }) {
  const text = useSignal('');
  const format = useSignal<Format>('yaml');
  const mode = useSignal<'create' | 'upsert'>('upsert');
  const agent = useSignal(agents[0] ?? '');
  const dry = useSignal<Outcome | null>(null);
  const act = useAction({ quiet: true });
  const send = async (dryRun: boolean): Promise<Outcome> => {
    const crontab = format.value === 'crontab' ? { agent: agent.value, zone: myZone } : {};
    const response = await request(addressOf('/schedules/import', {}, { mode: mode.value, dryRun, format: format.value, ...crontab }),
      { method: 'POST', headers: { 'Content-Type': types[format.value] }, body: text.value });
    return (await response.json()) as Outcome;
  };
  const next = () => act.run(async () => {
    if (!dry.value) {
      dry.value = await send(true);
      return;
    }
    const { items } = await send(false);
    toast(`${plural(items.filter(item => item.outcome === 'created').length, 'schedule')} created, ${items.filter(item => item.outcome === 'replaced').length} replaced.`);
    tell(null);
    onClose();
  });
  const edit = (change: () => void) => { change(); dry.value = null; act.problem.value = null; };
  return (
    <Dialog title="Import schedules" wide action={dry.value ? 'Import' : 'Show what would happen'} busy={act.busy.value} disabled={text.value.trim() === ''} onClose={onClose} onAction={() => void next()}>
      <div class="fields">
        <Field label="Format">
          <select value={format.value} onChange={event => edit(() => (format.value = event.currentTarget.value as Format))}>
            <option value="yaml">YAML (as exported)</option><option value="json">JSON</option><option value="crontab">crontab</option>
          </select>
        </Field>
        <Field label="Existing schedules" hint="By id, or else by your schedule's name.">
          <select value={mode.value} onChange={event => edit(() => (mode.value = event.currentTarget.value as 'create' | 'upsert'))}>
            <option value="upsert">are replaced</option><option value="create">are left; entries only create</option>
          </select>
        </Field>
        {format.value === 'crontab' && (
          <Field label="Agent" hint={`Entries without CRON_TZ are read in ${myZone}.`}>
            <select value={agent.value} onChange={event => edit(() => (agent.value = event.currentTarget.value))}>{agents.map(name => <option key={name}>{name}</option>)}</select>
          </Field>
        )}
        <Field label="File"><input type="file" accept=".yaml,.yml,.json,.txt,.crontab" onChange={event => void event.currentTarget.files?.[0]?.text().then(content => edit(() => (text.value = content)))} /></Field>
      </div>
      <Field label="Content"><textarea class="mono" rows={9} spellcheck={false} value={text.value} onInput={event => edit(() => (text.value = event.currentTarget.value))} /></Field>
      <Failure problem={act.problem.value} />
      {dry.value && <Preview outcome={dry.value} />}
    </Dialog>
  );
}

function Preview({ outcome }: { outcome: Outcome }) {
  return (
    <div class="stack-s" role="status">
      <ul class="note" tabIndex={0} aria-label="Outcome for each entry" style={{ maxHeight: '200px', overflow: 'auto', listStyle: 'none', paddingLeft: '12px' }}>
        {outcome.items.map((item, i) => <li key={i}><span class={item.outcome === 'refused' ? 'tag strong tone-bad' : 'tag strong'}>{item.outcome}</span> {item.name} <span class="soft">{item.agent}{item.ended ? ', has no occurrence from now on' : ''}{item.problem ? `, ${item.problem}` : ''}</span></li>)}
      </ul>
      {outcome.notes.map(note => <p key={note.line} class="note">Line {note.line}: {note.text}</p>)}
      {outcome.warnings.map(warning => <p key={warning} class="note warn">{warning}</p>)}
    </div>
  );
}
