import { useSignal } from '@preact/signals';
import { post } from '../../api/client';
import { useAction } from '../../app/action';
import { myZone } from '../../time/instant';
import { Dialog } from '../../ui/Dialog';
import { Failure } from '../../ui/Failure';
import { Field } from '../../ui/Field';
import { InstantInput } from '../../ui/InstantInput';

export function KeyDialog({ onClose, onIssued }: { onClose: () => void; onIssued: (key: string) => void }) {
  const name = useSignal('');
  const role = useSignal<'user' | 'admin'>('user');
  const expiresAt = useSignal('');
  const act = useAction({ quiet: true });
  const errors = act.problem.value?.errors ?? {};
  const issue = () => act.run(async () => onIssued((await post('/keys', { body: { name: name.value.trim(), role: role.value, ...(expiresAt.value ? { expiresAt: expiresAt.value } : {}) } })).key));
  return (
    <Dialog title="Issue a key" action="Issue" busy={act.busy.value} onClose={onClose} onAction={() => void issue()}>
      <Field label="Name" errors={errors['name']} hint="Of its caller: the owner of what it creates. a–z, 0–9 and . _ - @"><input value={name.value} maxLength={63} autoComplete="off" onInput={event => (name.value = event.currentTarget.value)} /></Field>
      <Field label="Role" errors={errors['role']} hint={role.value === 'admin' ? 'may read and change everything in the tenant, and issue keys' : 'its own things, and agents that are shared with it'}>
        <select value={role.value} onChange={event => (role.value = event.currentTarget.value as 'user' | 'admin')}><option>user</option><option>admin</option></select>
      </Field>
      <Field label="Expires" errors={errors['expiresAt']} hint={`In ${myZone}. Empty: never.`}><InstantInput zone={myZone} value={expiresAt.value} onInstant={value => (expiresAt.value = value)} /></Field>
      <Failure problem={act.problem.value} />
    </Dialog>
  );
}
