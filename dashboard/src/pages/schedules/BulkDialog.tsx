import { useSignal } from '@preact/signals';
import { post } from '../../api/client';
import type { Schedule } from '../../api/types';
import { useAction } from '../../app/action';
import { useResource } from '../../app/resource';
import { toast } from '../../app/toast';
import { tell } from '../../live/live';
import { Dialog } from '../../ui/Dialog';
import { Failure } from '../../ui/Failure';
import { Field } from '../../ui/Field';
import { plural } from '../../ui/number';
import { Skeleton } from '../../ui/Skeleton';

export type BulkAction = 'enable' | 'disable' | 'delete';

const words = { enable: ['Enable', 'enabled'], disable: ['Disable', 'disabled'], delete: ['Delete', 'deleted'] } as const;

/** Shows what a bulk change would do, by a dry run, and does it. */
export function BulkDialog({ action, chosen, onClose, onDone }: { action: BulkAction; chosen: readonly Schedule[]; onClose: () => void; onDone: () => void }) {
  const ids = chosen.map(({ agent, id }) => ({ agent, id }));
  const note = useSignal('');
  const act = useAction({ quiet: true });
  const dry = useResource(`${action} ${ids.length}`, signal => post('/schedules/bulk', { body: { action, ids, dryRun: true }, signal }), () => false);
  const items = dry.data.value?.items ?? [];
  const count = (outcome: string) => items.filter(item => item.outcome === outcome).length;
  const [word, past] = words[action];
  const work = async () => {
    const { items: done } = await post('/schedules/bulk', { body: { action, ids, ...(action === 'disable' && note.value ? { note: note.value } : {}) } });
    const refused = done.filter(item => item.outcome === 'refused').length;
    toast(`${plural(done.filter(item => item.outcome === 'done').length, 'schedule')} ${past}${refused ? `, ${refused} refused` : ''}.`, { bad: refused > 0 });
    tell(null);
    onDone();
  };
  return (
    <Dialog title={`${word} ${plural(chosen.length, 'schedule')}`} action={`${word} ${count('done')}`} danger={action === 'delete'} busy={act.busy.value} disabled={!dry.data.value || count('done') === 0} onClose={onClose} onAction={() => void act.run(work)}>
      {action === 'disable' && <Field label="Note" hint="Why, for whoever finds them disabled."><input value={note.value} maxLength={1000} onInput={event => (note.value = event.currentTarget.value)} /></Field>}
      {action === 'delete' && <p>Deleted schedules no longer fire. They can be restored for 30 days.</p>}
      {!dry.data.value && !dry.problem.value && <Skeleton lines={3} />}
      {dry.data.value && <p>{count('done')} would be {past}, {count('unchanged')} are already, {count('refused')} would be refused.</p>}
      {items.length > 0 && (
        <ul class="note stack-s" tabIndex={0} aria-label="Outcome for each schedule" style={{ maxHeight: '240px', overflow: 'auto', listStyle: 'none' }}>
          {items.map(item => <li key={item.id}><strong>{item.name ?? item.id}</strong> <span class={item.outcome === 'refused' ? 'tone-bad' : 'soft'}>{item.problem ?? item.outcome}</span></li>)}
        </ul>
      )}
      <Failure problem={dry.problem.value ?? act.problem.value} />
    </Dialog>
  );
}
