import { Button } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { IconDownload } from '@tabler/icons-react';
import { say } from '#text/access';
import { CopyButton } from '../../parts/copy-button.tsx';
import { programs, type Filled } from './programs.ts';
import { saveText } from './save-text.ts';
import css from './access.module.css';

const PLACEHOLDER = say.yourToken;
const MASK = '••••••••••••••••';

/** Ready settings for the usual programs; the token is in what is copied and downloaded, never on the screen. */
export function ProgramSetUp({
  token,
  identity,
  account,
}: {
  token: string | undefined;
  identity: string;
  account: string;
}) {
  const { program: key } = useSearch({ from: '/inside/access' });
  const navigate = useNavigate({ from: '/access' });
  const filled: Filled = { token: token ?? PLACEHOLDER, identity, account, origin: new URL(identity).origin };
  const all = programs(filled);
  const shown = programs({ ...filled, token: token === undefined ? PLACEHOLDER : MASK });
  const at = Math.max(
    0,
    all.findIndex((program) => program.key === key),
  );
  const [program, drawn] = [all[at], shown[at]];
  if (program === undefined || drawn === undefined) return null;
  return (
    <section className="card clip" aria-label={say.setUp}>
      <h2 className={`h2 ${css.head}`}>{say.setUp}</h2>
      <div className={`row wrap-row ${css.choice}`}>
        <div className="segments" role="group" aria-label={say.program}>
          {all.map((each) => (
            <button
              key={each.key}
              type="button"
              aria-pressed={each.key === program.key}
              onClick={() => void navigate({ search: { program: each.key }, replace: true })}
            >
              {each.label}
            </button>
          ))}
        </div>
        {program.file !== undefined && (
          <Button
            className="push"
            variant="default"
            size="compact-sm"
            leftSection={<IconDownload size={14} aria-hidden />}
            onClick={() => saveText(program.text, program.file ?? '')}
          >
            {say.download({ file: program.file })}
          </Button>
        )}
      </div>
      <div className={css.settings}>
        <pre className="code" tabIndex={0} aria-label={say.settingsFor({ program: program.label })}>
          {drawn.text.split('\n').map((line, index) => (
            <span key={index} className={line.startsWith('#') ? 'c' : line.startsWith('[') ? 'k' : undefined}>
              {line}
              {'\n'}
            </span>
          ))}
        </pre>
        <div className={`row wrap-row ${css.below}`}>
          <CopyButton text={program.text} size="compact-sm" />
          <span className="sub small">{token === undefined ? say.renewToFillIn : say.tokenIsIn}</span>
        </div>
      </div>
    </section>
  );
}
