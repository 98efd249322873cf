import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { keyOf, session } from '../api/session';
import { stopLive } from '../live/live';
import { Icon } from '../ui/Icon';
import { Title } from '../ui/Title';
import { Base } from './router';

/** Words for why nobody is signed in. Null: nobody tried. */
function reasonOf(): string | null {
  const refusal = session.refusal.value;
  if (!refusal) return null;
  if (refusal.status === 429) return `Too many wrong keys came from this address. Try again in ${refusal.retryAfter ?? 60} s.`;
  if (session.key.value) return 'This key is not valid: it is wrong, has expired or was revoked.';
  return null;
}

export function SignIn() {
  const text = useSignal('');
  const odd = useSignal(false);
  const reason = odd.value ? 'A key looks like ask_<id>_<secret>.' : reasonOf();
  const platform = useSignal<string | null>(null);
  useEffect(() => {
    stopLive(); // it would be refused again and again
    document.querySelector<HTMLElement>('#key')?.focus();
    void fetch(`${Base}/sign-in.json`).then(async response => (platform.value = ((await response.json()) as { signIn: string | null }).signIn)).catch(() => undefined);
  }, []);
  return (
    <main class="signin">
      <div class="panel">
        <div class="brand signin-brand"><Icon name="clock" />AgentSched</div>
        <Title text="Sign in" />
        <form class="stack" noValidate onSubmit={event => {
          event.preventDefault();
          const key = text.value.trim();
          odd.value = keyOf(`key=${encodeURIComponent(key)}`) === null;
          if (!odd.value) session.enter(key);
        }}>
          <div class="field">
            <label for="key">API key</label>
            <input id="key" class="mono" type="password" autoComplete="off" spellcheck={false} value={text.value} placeholder="ask_…"
              aria-describedby={reason ? 'key-error key-hint' : 'key-hint'} aria-invalid={reason ? true : undefined} onInput={event => (text.value = event.currentTarget.value)} />
            {reason && <p class="error" id="key-error" role="alert">{reason}</p>}
            <p class="hint" id="key-hint">It is kept for this tab only. The quick start prints a link that contains it.</p>
          </div>
          <div class="row">
            <button type="submit" class="primary">Sign in</button>
            {platform.value && <a class="button" href={`${platform.value}?post_login_redirect_uri=${encodeURIComponent(location.pathname + location.search)}`}>Sign in with Microsoft</a>}
          </div>
        </form>
      </div>
    </main>
  );
}
