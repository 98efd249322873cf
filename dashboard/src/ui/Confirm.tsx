import type { ComponentChildren } from 'preact';
import type { Action } from '../app/action';
import { Dialog } from './Dialog';
import { Failure } from './Failure';

/** Asks before something that cannot be taken back at once. */
export function Confirm({ title, action, danger, work, act, onClose, onDone, children }: {
  title: string; action: string; danger?: boolean; work: () => Promise<unknown>; act: Action; onClose: () => void; onDone: () => void; children: ComponentChildren;
}) {
  return (
    <Dialog title={title} action={action} danger={danger ?? false} busy={act.busy.value} onClose={onClose} onAction={() => void act.run(work).then(done => { if (done) onDone(); })}>
      {children}
      <Failure problem={act.problem.value} />
    </Dialog>
  );
}
