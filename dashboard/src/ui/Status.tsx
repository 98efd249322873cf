import type { RunStatus } from '../api/types';
import { Icon } from './Icon';
import { looks } from './status';

export function Status({ status, reason }: { status: RunStatus; reason?: string | null }) {
  const look = looks[status];
  return (
    <span class={`status tone-${look.tone}`} title={reason ?? look.meaning}>
      <Icon name={look.icon} />
      {look.word}
    </span>
  );
}
