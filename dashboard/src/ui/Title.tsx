import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** The heading of a view. It takes the focus when the view opens, so that a screen reader says where one is. */
export function Title({ text, crumbs, under, children }: { text: string; crumbs?: ComponentChildren; under?: ComponentChildren; children?: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${text} · AgentSched`;
  }, [text]);
  useEffect(() => {
    if (document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div class="head">
      <div>
        {crumbs && <p class="crumbs">{crumbs}</p>}
        <h1 ref={heading} tabIndex={-1}>{text}</h1>
        {under}
      </div>
      {children && <div class="row">{children}</div>}
    </div>
  );
}
