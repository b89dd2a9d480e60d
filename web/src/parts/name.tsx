import { say } from '#text/parts';
import { nameParts } from '../text/plain-name.ts';

/** A name that somebody gave: of any direction without turning what stands beside it, and with its hidden marks shown. */
export function Name({ of }: { of: string }) {
  return (
    <bdi>
      {nameParts(of).map(({ text, hidden }, at) =>
        hidden ? (
          <span key={at} className="hidden-mark" title={say.hiddenMark}>
            {text}
          </span>
        ) : (
          text
        ),
      )}
    </bdi>
  );
}
