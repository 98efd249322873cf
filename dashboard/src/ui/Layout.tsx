import type { ComponentChildren } from 'preact';
import { session } from '../api/session';
import { place, to } from '../app/router';
import { stopLive } from '../live/live';
import { Icon, type IconName } from './Icon';
import { LiveMark } from './LiveMark';
import { Toasts } from './Toasts';

const views: { path: string; word: string; icon: IconName; admin?: boolean }[] = [
  { path: '/', word: 'Overview', icon: 'overview' },
  { path: '/schedules', word: 'Schedules', icon: 'clock' },
  { path: '/runs', word: 'Runs', icon: 'list' },
  { path: '/agents', word: 'Agents', icon: 'agent' },
  { path: '/activity', word: 'Activity', icon: 'feed' },
  { path: '/usage', word: 'Usage', icon: 'usage' },
  { path: '/admin', word: 'Administration', icon: 'gear', admin: true },
];

/** The view that a path belongs to: a schedule is shown under Schedules although its path begins with its agent. */
export function viewOf(path: string): string {
  if (/^\/agents\/[^/]+\/schedules/.test(path)) return '/schedules';
  if (/^\/agents\/[^/]+\/runs/.test(path)) return '/runs';
  return views.find(view => view.path !== '/' && `${path}/`.startsWith(`${view.path}/`))?.path ?? '/';
}

function leave(): void {
  stopLive();
  session.leave();
}

export function Layout({ children }: { children: ComponentChildren }) {
  const me = session.me.value;
  const current = viewOf(place.value.path);
  return (
    <div class="frame">
      <a class="skip" href="#main" onClick={event => { event.preventDefault(); document.querySelector<HTMLElement>('#main')?.focus(); }}>Skip to the content</a>
      <header class="side">
        <a class="brand" href={to('/')}><Icon name="clock" />AgentSched</a>
        <nav aria-label="Views">
          <ul>
            {views.filter(view => !view.admin || session.isAdmin).map(view => (
              <li key={view.path}><a href={to(view.path)} aria-current={view.path === current ? 'page' : undefined}><Icon name={view.icon} />{view.word}</a></li>
            ))}
          </ul>
        </nav>
        <div class="side-end">
          <LiveMark />
          {me && <span class="who soft cut" title={`${me.name}, ${me.role} in tenant ${me.tenant}`}>{me.displayName ?? me.name} · {me.tenant}</span>}
          {session.key.value
            ? <button type="button" class="link" onClick={leave}>Sign out</button>
            : <a href="/.auth/logout?post_logout_redirect_uri=/api/ui/">Sign out</a>}
        </div>
      </header>
      <main id="main" tabIndex={-1}>{children}</main>
      <Toasts />
    </div>
  );
}
