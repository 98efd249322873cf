import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

/** A titled part of a page. */
export function Panel({ title, actions, children, pad = true }: { title: ComponentChildren; actions?: ComponentChildren; children: ComponentChildren; pad?: boolean }) {
  const id = useId();
  return (
    <section class="panel" aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        {actions}
      </header>
      {pad ? <div class="body">{children}</div> : children}
    </section>
  );
}
