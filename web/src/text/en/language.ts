import type { Language } from '../language.ts';
import { wordsOf } from '../words.ts';

export const LANGUAGE: Language = 'en';
export const LOCALE = 'en-GB';
export const { number, plural } = wordsOf(LOCALE);
