import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { say } from '#text/overview';
import type { Need } from '../../areas/area.ts';
import css from './overview.module.css';

/** What only the person can settle, each with the way to do it. */
export function NeedsYou({ needs }: { needs: Need[] }) {
  if (needs.length === 0) return null;
  return (
    <section className={`card clip ${css.needs}`} aria-label={say.needsYou}>
      {needs.map((need) => (
        <div key={need.key} className="list-row roomy">
          <span className={`tile ${need.kind}`}>
            <need.icon size={18} stroke={1.8} aria-hidden />
          </span>
          <span className="words">
            <span className="strong">{need.title}</span>
            <br />
            <span className="sub">{need.detail}</span>
          </span>
          <Button
            className="push"
            variant="default"
            size="xs"
            aria-label={`${need.button}: ${need.title}`}
            renderRoot={(props: object) => <Link {...need.to} {...props} />}
          >
            {need.button}
          </Button>
        </div>
      ))}
    </section>
  );
}
