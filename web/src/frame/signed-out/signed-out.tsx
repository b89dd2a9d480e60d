import { useMantineColorScheme } from '@mantine/core';
import { Outlet } from '@tanstack/react-router';
import { say } from '#text/frame';
import { LANGUAGE } from '#text/language';
import { CloudLogo } from '../../parts/cloud-logo.tsx';
import { chooseLanguage, LANGUAGES, type Language } from '../../text/language.ts';
import { FooterText } from '../footer.tsx';
import { SCHEMES } from '../schemes.ts';
import { BlockCloud } from './block-cloud.tsx';
import css from './signed-out.module.css';

/** Around the pages of who is not logged in: whose cloud it is, the language, and how it looks. */
export function SignedOut() {
  return (
    <div className={css.layout}>
      <div className={css.form}>
        <header className={`logo ${css.logo}`}>
          <CloudLogo part="dashboard" size={28} />
        </header>
        <main className={css.main}>
          <Outlet />
        </main>
        <footer className="row wrap-row sub tiny">
          <FooterText />
          <SchemeChoice />
          <LanguageChoice />
        </footer>
      </div>
      <BlockCloud />
    </div>
  );
}

function SchemeChoice() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <span className="row push" role="group" aria-label={say.appearance}>
      {SCHEMES.map(({ value, label }) => (
        <button
          key={value}
          type="button"
          className={`link ${css.choice}`}
          aria-pressed={value === colorScheme}
          onClick={() => setColorScheme(value)}
        >
          {label}
        </button>
      ))}
    </span>
  );
}

function LanguageChoice() {
  return (
    <span className="row" role="group" aria-label={say.language}>
      {(Object.keys(LANGUAGES) as Language[]).map((language) => (
        <button
          key={language}
          type="button"
          className={`link ${css.choice}`}
          lang={language}
          aria-pressed={language === LANGUAGE}
          onClick={() => chooseLanguage(language)}
        >
          {LANGUAGES[language]}
        </button>
      ))}
    </span>
  );
}
