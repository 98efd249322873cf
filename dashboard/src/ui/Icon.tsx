const paths = {
  check: <path d="M3 8.5l3.2 3.2L13 4.8" />,
  cross: <path d="M4 4l8 8M12 4l-8 8" />,
  clock: <><circle cx="8" cy="8" r="6" /><path d="M8 4.5V8l2.5 1.8" /></>,
  spin: <path d="M8 2a6 6 0 1 1-6 6" class="spin" />,
  pause: <path d="M5.5 3.5v9M10.5 3.5v9" />,
  ring: <circle cx="8" cy="8" r="5" />,
  dash: <path d="M3 8h2.5M8 8h.01M10.5 8H13" />,
  slash: <><circle cx="8" cy="8" r="6" /><path d="M4 12l8-8" /></>,
  stop: <rect x="3.5" y="3.5" width="9" height="9" rx="1" />,
  ghost: <><circle cx="8" cy="8" r="6" stroke-dasharray="3 2.3" /><path d="M8 5v3.5M8 10.8v.2" /></>,
  play: <path d="M5 3.2v9.6L12.6 8z" />,
  plus: <path d="M8 3v10M3 8h10" />,
  overview: <><rect x="2.5" y="2.5" width="4.5" height="4.5" rx="1" /><rect x="9" y="2.5" width="4.5" height="4.5" rx="1" /><rect x="2.5" y="9" width="4.5" height="4.5" rx="1" /><rect x="9" y="9" width="4.5" height="4.5" rx="1" /></>,
  list: <path d="M2.5 4h.01M2.5 8h.01M2.5 12h.01M5.5 4h8M5.5 8h8M5.5 12h8" />,
  agent: <><rect x="2.5" y="5" width="11" height="8" rx="2" /><path d="M8 2.5V5M5.8 8.5v1M10.2 8.5v1" /></>,
  feed: <path d="M2 8.5h3L6.8 3.5l2.6 9 1.9-4H14" />,
  usage: <path d="M3 13V8M6.5 13V4M10 13V9.5M13.5 13V6" />,
  gear: <><circle cx="8" cy="8" r="2.2" /><path d="M8 1.8v2M8 12.2v2M1.8 8h2M12.2 8h2M3.6 3.6L5 5M11 11l1.4 1.4M12.4 3.6L11 5M5 11l-1.4 1.4" /></>,
  link: <path d="M6.5 9.5l3-3M7 5l1.8-1.8a2.9 2.9 0 0 1 4 4L11 9M9 11l-1.8 1.8a2.9 2.9 0 0 1-4-4L5 7" />,
} as const;

export type IconName = keyof typeof paths;

/** A small drawing; the text beside it says the same. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
      {paths[name]}
    </svg>
  );
}
