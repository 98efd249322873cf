import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';

interface Props {
  title: string;
  /** What the main button says. Null: there is none. */
  action: string | null;
  danger?: boolean;
  wide?: boolean;
  busy?: boolean;
  disabled?: boolean;
  onAction?: () => void;
  onClose: () => void;
  children: ComponentChildren;
}

/** A modal dialog. Escape and "Close" leave it, Enter in a field acts. */
export function Dialog({ title, action, danger, wide, busy, disabled, onAction, onClose, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const element = dialog.current!;
    const before = document.activeElement as HTMLElement | null;
    element.showModal();
    return () => {
      element.close();
      before?.focus?.();
    };
  }, []);
  return (
    <dialog ref={dialog} class={wide ? 'wide' : ''} aria-labelledby={id} onCancel={event => { event.preventDefault(); onClose(); }}>
      <form onSubmit={event => { event.preventDefault(); if (!busy && !disabled) onAction?.(); }} noValidate>
        <header><h2 id={id}>{title}</h2></header>
        <div class="content">{children}</div>
        <footer>
          <button type="button" onClick={onClose}>{action === null ? 'Close' : 'Cancel'}</button>
          {action !== null && <button type="submit" class={danger ? 'danger primary' : 'primary'} disabled={busy || disabled}>{action}</button>}
        </footer>
      </form>
    </dialog>
  );
}
