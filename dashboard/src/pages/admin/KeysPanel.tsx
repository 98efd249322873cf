import { useSignal } from '@preact/signals';
import { get, remove } from '../../api/client';
import type { Key } from '../../api/types';
import { useAction } from '../../app/action';
import { useResource } from '../../app/resource';
import { toast } from '../../app/toast';
import { Confirm } from '../../ui/Confirm';
import { Failure } from '../../ui/Failure';
import { Icon } from '../../ui/Icon';
import { Panel } from '../../ui/Panel';
import { Skeleton } from '../../ui/Skeleton';
import { When } from '../../ui/When';
import { KeyDialog } from './KeyDialog';

/** The keys of the tenant. A key itself is shown once, when it is issued. */
export function KeysPanel() {
  const issuing = useSignal(false);
  const issued = useSignal<string | null>(null);
  const revoking = useSignal<Key | null>(null);
  const act = useAction({ quiet: true });
  const read = useResource('keys', async signal => (await get('/keys', { signal })).items as Key[], () => false);
  const keys = read.data.value;
  return (
    <Panel title="Keys" pad={false} actions={<button type="button" class="primary" onClick={() => (issuing.value = true)}><Icon name="plus" />Issue a key</button>}>
      <Failure problem={read.problem.value} retry={read.reload} />
      {issued.value && <div class="note body" role="status">Copy the key now, it is not shown again:<br /><code>{issued.value}</code> <button type="button" class="link" onClick={() => (issued.value = null)}>Hide it</button></div>}
      {!keys && !read.problem.value && <Skeleton lines={4} />}
      {keys && keys.length === 0 && <p class="body soft">No keys were issued. The first admin's key comes from a setting.</p>}
      {keys && keys.length > 0 && (
        <div class="scroll">
          <table class="table cards">
            <caption class="visually-hidden">Keys</caption>
            <thead><tr><th>Name</th><th>Id</th><th>Role</th><th>State</th><th>Last used</th><th>Issued</th><th><span class="visually-hidden">Actions</span></th></tr></thead>
            <tbody>
              {keys.map(key => (
                <tr key={key.id}>
                  <td class="name-cell"><span class="name">{key.name}</span></td>
                  <td data-label="Id"><code>{key.id}</code></td>
                  <td data-label="Role">{key.role}</td>
                  <td data-label="State"><State of={key} /></td>
                  <td data-label="Last used">{key.lastUsedAt ? <When at={key.lastUsedAt} /> : <span class="soft">never</span>}</td>
                  <td data-label="Issued"><When at={key.createdAt} /></td>
                  <td class="num">{!key.revokedAt && <button type="button" class="danger" onClick={() => (revoking.value = key)}>Revoke …</button>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {issuing.value && <KeyDialog onClose={() => (issuing.value = false)} onIssued={key => { issuing.value = false; issued.value = key; read.reload(); }} />}
      {revoking.value && (
        <Confirm title={`Revoke the key of ${revoking.value.name}?`} action="Revoke" danger act={act} work={() => remove('/keys/{id}', { path: { id: revoking.value!.id } })} onClose={() => (revoking.value = null)}
          onDone={() => { toast('Revoked.'); revoking.value = null; read.reload(); }}>
          <p>It is refused from now on. If it is the last key of {revoking.value.name}, schedules in that name stop.</p>
        </Confirm>
      )}
    </Panel>
  );
}

function State({ of: key }: { of: Key }) {
  if (key.revokedAt) return <span class="tone-off">revoked <When at={key.revokedAt} brief /></span>;
  if (key.expiresAt && Date.parse(key.expiresAt) < Date.now()) return <span class="tone-bad">expired <When at={key.expiresAt} brief /></span>;
  return <span>valid{key.expiresAt && <span class="soft">, expires <When at={key.expiresAt} brief /></span>}</span>;
}
