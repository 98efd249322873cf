import { dismiss, toasts } from '../app/toast';
import { Icon } from './Icon';

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map(one => (
        <div key={one.id} class={one.bad ? 'toast bad' : 'toast'}>
          <p>{one.text} {one.link && <a href={one.link.href}>{one.link.text}</a>}</p>
          <button type="button" class="plain" aria-label="Dismiss" onClick={() => dismiss(one.id)}><Icon name="cross" /></button>
        </div>
      ))}
    </div>
  );
}
